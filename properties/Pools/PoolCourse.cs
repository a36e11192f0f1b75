using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;

namespace Stomp.Properties.Pools;

/// <summary>What happens next to a pool. Which operation or member it concerns, follows from a number and from what is under way.</summary>
public enum PoolDeed
{
    Rents,
    GivesBack,
    GivesBackUnclean,
    GivesUp,
    Opens,
    Fails,
    IsRefused,
    IsLost,
    Closes,
    Answers,
    IsSilent,
    IsCleaned,
    StaysUnclean,
    TimePasses,
    DeadlinePasses,
    Drains,
}

/// <summary>One deed, some milliseconds after the one before.</summary>
public readonly record struct PoolMove(PoolDeed Deed, int After, int One)
{
    public override string ToString() => $"+{After} {Deed}({One})";
}

/// <summary>A configuration and what happens.</summary>
public sealed record PoolCourse(PoolConfig Config, PoolMove[] Moves)
{
    public override string ToString() => $"{Config}: {string.Join(", ", Moves)}";
}

/// <summary>Random courses. The limits are small, so that they are reached.</summary>
public static class PoolCourses
{
    private static readonly Gen<PoolDeed> Deeds = Gen.Frequency(Enum.GetValues<PoolDeed>().Select(deed => (deed switch
    {
        PoolDeed.Drains => 1,
        PoolDeed.IsRefused => 2,
        PoolDeed.Fails or PoolDeed.IsLost or PoolDeed.GivesUp or PoolDeed.GivesBackUnclean or PoolDeed.IsSilent or PoolDeed.StaysUnclean => 6,
        PoolDeed.Rents => 40,
        PoolDeed.Opens or PoolDeed.GivesBack => 25,
        _ => 12,
    }, Gen.Constant(deed))).ToArray());

    private static readonly Gen<PoolMove> Moves =
        from deed in Deeds
        from after in Gen.Frequency((6, Gen.Constant(0)), (3, Gen.Choose(1, 400)), (1, Gen.Choose(1000, 40_000)))
        from one in Gen.Choose(0, 1000)
        select new PoolMove(deed, after, one);

    private static readonly Gen<PoolConfig> Configs =
        from max in Gen.Choose(1, 5)
        from min in Gen.Choose(0, max)
        from idle in Gen.Elements(0, 300, 5000)
        from wait in Gen.Elements(0, 500, 20_000)
        from probes in Gen.Elements(false, true)
        from unclean in Gen.Elements(WhenUnclean.Replace, WhenUnclean.Clean)
        from endpoints in Gen.Choose(1, 3)
        from randomize in Gen.Elements(false, true)
        select new PoolConfig
        {
            Endpoints = ValueList.From(Enumerable.Range(1, endpoints).Select(number => new Endpoint($"b{number}", 61613))),
            Randomize = randomize,
            Min = min,
            Max = max,
            IdleTime = TimeSpan.FromMilliseconds(idle),
            WaitTimeout = TimeSpan.FromMilliseconds(wait),
            DrainTimeout = TimeSpan.FromMilliseconds(700),
            ProbesBeforeLease = probes,
            WhenUnclean = unclean,
        };

    public static Gen<PoolCourse> All { get; } =
        from config in Configs
        from count in Gen.Choose(0, 80)
        from moves in Moves.ListOf(count)
        select new PoolCourse(config, [.. moves]);

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<PoolCourse> Arbitrary() => Arb.From(All, Shrink);

    private static IEnumerable<PoolCourse> Shrink(PoolCourse course)
    {
        var moves = course.Moves;
        for (var part = moves.Length; part > 0; part /= 2)
        {
            for (var at = 0; at < moves.Length; at += part)
                yield return course with { Moves = [.. moves[..at], .. moves[Math.Min(at + part, moves.Length)..]] };
        }
    }
}
