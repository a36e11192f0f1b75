using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Connections;

/// <summary>Random plots, and simpler ones.</summary>
public static class Plots
{
    private static readonly Gen<Deed> Deeds = Gen.Frequency(Enum.GetValues<Deed>().Select(deed => (WeightOf(deed), Gen.Constant(deed))).ToArray());

    private static readonly Gen<int> Pauses = Gen.Frequency((5, Gen.Constant(0)), (5, Gen.Choose(1, 60)), (1, Gen.Choose(200, 4000)));

    private static readonly Gen<Act> Acts =
        from deed in Deeds
        from player in Gen.Choose(0, 1)
        from after in Pauses
        from one in Gen.Choose(0, 999)
        from two in Gen.Choose(0, 999)
        select new Act(deed, player, after, one, two);

    private static readonly Gen<Plot> All =
        from seed in Gen.Choose(0, int.MaxValue)
        from version in Gen.Elements(StompVersion.V10, StompVersion.V11, StompVersion.V12)
        from nack in Gen.Elements<NackPolicy>(new NackPolicy.Discard(), new NackPolicy.DeadLetter(World.DeadLetters), new NackPolicy.Requeue())
        from beats in Gen.Elements(0, 1000)
        from unread in Gen.Elements(3, 1000)
        from count in Gen.Choose(1, 70)
        from acts in Acts.ListOf(count)
        select new Plot(seed, version, nack, beats, unread, [.. acts]);

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<Plot> Arbitrary() => Arb.From(All, Shrink);

    public static IEnumerable<Plot> Shrink(Plot plot)
    {
        var acts = plot.Acts.ToArray();
        for (var part = acts.Length; part > 0; part /= 2)
        {
            for (var at = 0; at < acts.Length; at += part)
                yield return plot with { Acts = [.. acts[..at], .. acts[Math.Min(at + part, acts.Length)..]] };
        }

        if (plot.Beats > 0)
            yield return plot with { Beats = 0 };
        for (var i = 0; i < acts.Length; i++)
        {
            if (acts[i].After > 0)
                yield return plot with { Acts = [.. acts[..i], acts[i] with { After = 0 }, .. acts[(i + 1)..]] };
        }
    }

    private static int WeightOf(Deed deed) => deed switch
    {
        Deed.Disconnect => 1,
        Deed.Abandon or Deed.Cut or Deed.Unsubscribe => 3,
        Deed.Commit or Deed.Abort or Deed.Wait => 4,
        Deed.Begin => 6,
        Deed.Nack or Deed.Subscribe or Deed.SendInTransaction => 8,
        Deed.Send => 10,
        Deed.Ack => 16,
        _ => 14,
    };
}
