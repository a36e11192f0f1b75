using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;

namespace Stomp.Properties.Sessions;

/// <summary>Random courses: most open the session properly, then anything may happen. The limits are small, so that they are reached.</summary>
public static class Courses
{
    private static readonly Gen<Deed> Deeds = Gen.Frequency(Weights().Select(weight => (weight.Weight, Gen.Constant(weight.Deed))).ToArray());

    private static readonly Gen<int> Pause = Gen.Frequency((6, Gen.Constant(0)), (3, Gen.Choose(1, 900)), (1, Gen.Choose(1000, 9000)));

    private static readonly Gen<Move> Moves =
        from deed in Deeds
        from after in Pause
        from one in Gen.Choose(0, 1000)
        from two in Gen.Choose(0, 1000)
        select new Move(deed, after, one, two);

    private static readonly Gen<Move[]> Openings =
        from version in Gen.Choose(0, 3)
        from complete in Gen.Choose(0, 9)
        select complete switch
        {
            0 => Array.Empty<Move>(),
            1 => [new(Deed.Open, 0, 0, 0)],
            _ => new Move[]
            {
                new(Deed.Open, 0, 0, 0), new(Deed.Writes, 0, 0, 0), new(Deed.ServerConnects, 0, version, 1),
                new(Deed.Subscribes, 0, 3, complete), new(Deed.ServerDelivers, 0, complete, 1),
            },
        };

    private static readonly Gen<SessionConfig> Configs =
        from beats in Gen.Elements("0,0", "1000,1000", "0,3000", "2000,0")
        from profile in Gen.Elements(null, BrokerProfile.Standard, BrokerProfile.RabbitMq, BrokerProfile.ActiveMq, Soft)
        from unread in Gen.Choose(1, 6)
        from octets in Gen.Elements(200, 100_000)
        from pending in Gen.Choose(1, 6)
        from observes in Gen.Elements(true, false)
        select new SessionConfig
        {
            Host = "h",
            Heartbeat = HeartbeatOffer.Parse(beats)!.Value,
            Profile = profile,
            MaxUnreadMessages = unread,
            MaxUnreadOctets = octets,
            HardLimitFactor = 2,
            MaxPendingReceipts = pending,
            Observes = observes,
            Limits = new() { MaxBody = 1000 },
        };

    public static Gen<Course> All { get; } =
        from config in Configs
        from opening in Openings
        from count in Gen.Choose(0, 60)
        from rest in Moves.ListOf(count)
        select new Course(config, [.. opening, .. rest]);

    private static BrokerProfile Soft { get; } = BrokerProfile.Standard with { Survivable = [new("soft", ErrorScope.Operation)] };

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<Course> Arbitrary() => Arb.From(All, Shrink);

    public static IEnumerable<Course> Shrink(Course course)
    {
        var moves = course.Moves.ToArray();
        for (var part = moves.Length; part > 0; part /= 2)
        {
            for (var at = 0; at < moves.Length; at += part)
                yield return course with { Moves = [.. moves[..at], .. moves[Math.Min(at + part, moves.Length)..]] };
        }

        for (var i = 0; i < moves.Length; i++)
        {
            foreach (var simpler in Simpler(moves[i]))
                yield return course with { Moves = [.. moves[..i], simpler, .. moves[(i + 1)..]] };
        }
    }

    private static IEnumerable<Move> Simpler(Move move)
    {
        if (move.After > 0)
            yield return move with { After = 0 };
        if (move.One > 0)
            yield return move with { One = move.One / 2 };
        if (move.Two > 0)
            yield return move with { Two = move.Two / 2 };
    }

    private static IEnumerable<(int Weight, Deed Deed)> Weights() => Enum.GetValues<Deed>().Select(deed => (deed switch
    {
        Deed.Open or Deed.ServerConnects or Deed.ServerBabbles or Deed.PeerCloses or Deed.TransportFails => 1,
        Deed.Disconnects => 2,
        Deed.Unsubscribes or Deed.Abandons or Deed.Commits or Deed.Aborts or Deed.DeadlinePasses or Deed.ServerErrs => 4,
        Deed.ServerDelivers or Deed.Sends => 20,
        Deed.Writes or Deed.ServerConfirms or Deed.Settles or Deed.Takes => 12,
        Deed.Subscribes => 10,
        _ => 6,
    }, deed));
}
