using System;
using System.Collections.Generic;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>Draws a world from a seed: first which faults exist at all, then the configurations and the work.</summary>
internal static class Drawing
{
    public static Scenario Draw(ulong seed, TimeSpan length)
    {
        var dice = new Dice(seed, 1);
        var faults = Faults(dice);
        var world = new Scenario { Seed = seed, Length = length, Broker = BrokerConfig.Default, Work = new(), Faults = faults };
        var beats = dice.Chance(20) ? 0 : (int)dice.Pick<int>([1_000, 5_000, 10_000, 10_000, 30_000]);
        var broker = Broker(dice, beats);
        // A client that shares no version with the broker would only be refused, again and again.
        var all = broker.Versions.Count < 3;
        var clients = new ClientPlan[dice.Between(1, 4)];
        for (var i = 0; i < clients.Length; i++)
            clients[i] = Client(dice, beats, world, all);
        return world with
        {
            Broker = broker,
            Clients = ValueList.Of<ClientPlan>(clients),
            Pool = dice.Chance(40) ? Pool(dice, beats, world, all) : null,
            Work = Work(dice, world),
        };
    }

    private static ValueList<Fault> Faults(Dice dice)
    {
        // Now and then a world without faults: what fails there fails for another reason.
        var share = dice.Pick<int>([0, 15, 30, 30, 50, 80]);
        var faults = new List<Fault>();
        foreach (var kind in All<FaultKind>())
        {
            // What is only a consequence of others is not drawn.
            if (kind is FaultKind.Reordering or FaultKind.CutInsideFrame || !dice.Chance(share))
                continue;
            faults.Add(new(kind, (int)dice.Pick<int>([2, 5, 10, 20, 40])));
        }

        return ValueList.From<Fault>(faults);
    }

    private static BrokerConfig Broker(Dice dice, int beats) => BrokerConfig.Default with
    {
        Versions = dice.Pick<int>([0, 0, 0, 1, 2]) switch
        {
            0 => [StompVersion.V10, StompVersion.V11, StompVersion.V12],
            1 => [StompVersion.V10, StompVersion.V11],
            _ => [StompVersion.V10],
        },
        Server = dice.Chance(20) ? "ActiveMQ/5.17" : "simulated/1",
        Accounts = [new(Scenario.Login, Scenario.Passcode)],
        Heartbeat = Offer(dice, beats),
        Nack = dice.Below(3) switch { 0 => new NackPolicy.Discard(), 1 => new NackPolicy.Requeue(), _ => new NackPolicy.DeadLetter(Scenario.DeadLetters) },
        ForbiddenPrefixes = [Scenario.Forbidden],
        ConnectTimeout = Seconds(10),
        Limits = BrokerLimits.Default with { UnwrittenMessages = dice.Pick<int>([2, 8, 1_000]) },
    };

    private static ClientPlan Client(Dice dice, int beats, Scenario scenario, bool allVersions) => new()
    {
        Connection = Connection(dice, beats, scenario, allVersions) with
        {
            WhenDown = dice.Chance(75) ? WhenDown.Queue : WhenDown.Fail,
            OnUnknown = dice.Chance(60) ? UnknownPolicy.Report : UnknownPolicy.Resend,
        },
        Habit = (AckHabit)dice.Below(5),
        Subscriptions = dice.Below(5),
        IsSlow = scenario.RateOf(FaultKind.SlowReader) > 0 && dice.Chance(50),
        NamesReceipts = dice.Chance(30),
        IsHandedOver = dice.Chance(10),
    };

    private static ConnectionConfig Connection(Dice dice, int beats, Scenario scenario, bool allVersions) => new()
    {
        Endpoints = dice.Chance(50) ? [new Endpoint("one", 1)] : [new Endpoint("one", 1), new Endpoint("two", 2), new Endpoint("three", 3)],
        Randomize = dice.Chance(50),
        AsksCredentials = dice.Chance(30),
        Session = new()
        {
            Versions = allVersions ? [StompVersion.V10, StompVersion.V11, StompVersion.V12] : dice.Below(4) switch { 0 => [StompVersion.V12], 1 => [StompVersion.V10, StompVersion.V11], _ => [StompVersion.V10, StompVersion.V11, StompVersion.V12] },
            Login = Scenario.Login,
            Passcode = new Secret(1),
            Heartbeat = Offer(dice, beats),
            ConnectTimeout = Seconds(8),
            ReceiptTimeout = Seconds(dice.Pick<int>([3, 8, 15])),
            DisconnectTimeout = Seconds(dice.Pick<int>([1, 5])),
            MaxUnreadMessages = dice.Pick<int>([3, 10, 4_096]),
            MaxUnreadOctets = dice.Pick<int>([2_000, 4 << 20]),
            MaxPendingReceipts = dice.Pick<int>([4, 100_000]),
            HardLimitFactor = dice.Pick<int>([2, 4]),
            Observes = dice.Chance(30),
        },
        Reconnect = new()
        {
            Initial = Milliseconds(dice.Pick<int>([50, 100, 1_000])),
            Increase = dice.Pick<int>([0, 500_000, 1_000_000]),
            Jitter = dice.Pick<int>([0, 100_000, 100_000, 500_000]),
            Max = Seconds(dice.Pick<int>([2, 5, 20])),
            FirstRounds = dice.Chance(50) ? null : 3,
            Rounds = dice.Chance(85) ? null : 6,
            StableAfter = Seconds(dice.Pick<int>([1, 30])),
            RetryRefused = dice.Chance(50),
        },
        MaxQueued = dice.Pick<int>([3, 1_000]),
        MaxQueuedOctets = dice.Pick<int>([500, 8 << 20]),
        MaxKept = dice.Pick<int>([2, 10_000]),
    };

    private static PoolPlan Pool(Dice dice, int beats, Scenario scenario, bool allVersions)
    {
        var most = (int)dice.Between(1, 4);
        var plan = new PoolPlan
        {
            Pool = new()
            {
                Max = most,
                Min = (int)dice.Between(0, most),
                IdleTime = Seconds(dice.Pick<int>([5, 30])),
                WaitTimeout = Seconds(dice.Pick<int>([5, 30])),
                DrainTimeout = Seconds(10),
                ProbesBeforeLease = dice.Chance(50),
                WhenUnclean = dice.Chance(50) ? WhenUnclean.Replace : WhenUnclean.Clean,
                Backoff = new() { Initial = Milliseconds(100), Max = Seconds(5), RetryRefused = dice.Chance(50) },
            },
            Member = Member(Connection(dice, beats, scenario, allVersions)),
            Tenants = (int)dice.Between(1, 5),
        };
        return plan with { Pool = plan.Pool with { Endpoints = plan.Member.Endpoints, Randomize = plan.Member.Randomize } };
    }

    private static ConnectionConfig Member(ConnectionConfig connection) =>
        connection with { Reconnect = connection.Reconnect with { FirstRounds = 1, Rounds = 0 } };

    private static WorkPlan Work(Dice dice, Scenario scenario)
    {
        var deeds = new List<Deed>();
        foreach (var deed in All<Deed>())
        {
            var weight = deed switch
            {
                Deed.Farewell or Deed.Misuse => dice.Below(2),
                Deed.Unsubscribe => dice.Below(3),
                _ => dice.Below(5),
            };
            for (var i = 0; i < weight; i++)
                deeds.Add(deed);
        }

        deeds.Add(Deed.SendConfirmed);
        deeds.Add(Deed.Subscribe);
        return new()
        {
            Pause = Seconds(dice.Pick<int>([15, 30, 60, 120])),
            Burst = dice.Pick<int>([3, 10, 30]),
            Body = dice.Pick<int>([0, 100, 100, 3_000]),
            Deeds = ValueList.From<Deed>(deeds),
        };
    }

    private static HeartbeatOffer Offer(Dice dice, int beats) => beats == 0 || dice.Chance(15)
        ? HeartbeatOffer.None
        : new(Milliseconds(dice.Chance(10) ? 0 : beats), Milliseconds(dice.Chance(10) ? 0 : beats * (long)dice.Between(1, 2)));

    private static T[] All<T>()
        where T : struct, Enum => Enum.GetValues<T>();

    private static TimeSpan Seconds(long seconds) => TimeSpan.FromTicks(seconds * TimeSpan.TicksPerSecond);

    private static TimeSpan Milliseconds(long milliseconds) => TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
}
