using System;
using System.Buffers;
using System.Collections.Generic;
using Stomp.Pure.Brokers;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>A world at work: its time, its agenda, who is in it, and what was seen so far.</summary>
internal sealed partial class World : Actor
{
    public const long Millisecond = TimeSpan.TicksPerMillisecond;
    public const long Second = TimeSpan.TicksPerSecond;

    private const int Steps = 200_000_000;

    private static readonly long Begins = 100 * Second;

    private readonly Agenda _agenda = new();
    private readonly List<Client> _clients = [];
    private readonly List<Wire> _wires = [];
    private readonly PoolHost? _pool;
    private readonly Func<SimulatedStep, string?>? _watch;
    private long _links;

    public World(Scenario scenario, Diary? diary, Func<SimulatedStep, string?>? watch)
    {
        (Scenario, Diary, Now, _watch) = (scenario, diary, Begins, watch);
        Network = new(scenario.Seed, 2);
        Work = new(scenario.Seed, 3);
        Watching = new(scenario.Seed, 4);
        foreach (var fault in scenario.Faults)
            _rates[(int)fault.Kind] = fault.Rate;
        for (var i = 0; i < _trouble.Length; i++)
            _trouble[i] = new(scenario.Seed, 100 + i);
        _broker = _shadow = Broker.Initial(scenario.Broker);
        _pool = scenario.Pool is { } plan ? new(this, plan) : null;
    }

    public Scenario Scenario { get; }

    public Diary? Diary { get; }

    /// <summary>Virtual time, in ticks.</summary>
    public long Now { get; private set; }

    public Instant Time => new(Now);

    public Dice Network { get; }

    public Dice Work { get; }

    public Dice Watching { get; }

    /// <summary>Nothing fails any more.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>The applications leave.</summary>
    public bool IsOver { get; private set; }

    /// <summary>For all frames, one after the other.</summary>
    public ArrayBufferWriter<byte> Scratch { get; } = new(4096);

    public List<Letter> Letters { get; } = [];

    public long LastRank { get; set; }

    public Wire Open(Client client, long transport)
    {
        var wire = new Wire(this, client, transport, ++_links);
        Furnish(wire.ToBroker);
        Furnish(wire.ToClient);
        _wires.Add(wire);
        StepBroker(new BrokerEvent.Accepted(Time, wire.Link), null);
        return wire;
    }

    public Letter Letter(string destination)
    {
        var letter = new Letter(Letters.Count + 1, destination);
        Letters.Add(letter);
        return letter;
    }

    /// <summary>The message that a body names, null when no such message was ever made.</summary>
    public Letter? Find(int number) => number > 0 && number <= Letters.Count ? Letters[number - 1] : null;

    public void At(long at, Actor who, int what, long number, object? with) => _agenda.Add(at, who, what, number, with, false);

    public void Soon(long after, Actor who, int what, long number, object? with) => _agenda.Add(Now + after, who, what, number, with, false);

    public void TickAt(long at, Actor who, int what) => _agenda.Add(Math.Max(at, Now), who, what, at, null, true);

    /// <summary>Faults, then calm, then the end.</summary>
    public void Run()
    {
        var end = Begins + Scenario.Length.Ticks;
        var calm = end - Scenario.Calm.Ticks;
        foreach (var plan in Scenario.Clients)
            Enter(new(this, plan, _clients.Count, 1));
        _pool?.Begin();
        BeginFaults();
        RunUntil(calm);
        CalmDown();
        RunUntil(end - (90 * Second));
        CheckRest();
        Leave();
        RunUntil(end - (50 * Second));
        Audit();
        RunUntil(end);
        CheckEnd();
    }

    public void Enter(Client client)
    {
        if (client.Number < _clients.Count)
            _clients[client.Number] = client;
        else
            _clients.Add(client);
        client.Begin();
    }

    private void RunUntil(long end)
    {
        while (Breach is null && _agenda.TryTake(end, out var entry))
        {
            Now = entry.At;
            if (++_entries > Steps)
                Fail(Invariant.EverythingComesToRest, "too much happens");
            entry.Who.Happen(entry.What, entry.Number, entry.With);
        }

        if (Breach is null)
            Now = end;
    }

    private void Furnish(Pipe pipe)
    {
        pipe.Latency = Network.Between(Millisecond / 5, Network.Chance(80) ? 5 * Millisecond : 80 * Millisecond);
        if (Rate(FaultKind.Jitter) > 0)
            pipe.Jitter = Network.Between(Millisecond, 4 * Rate(FaultKind.Jitter) * Millisecond);
        if (Rate(FaultKind.NarrowWindow) > 0 && Network.Chance(50))
        {
            pipe.Window = (int)Network.Between(64, 2_000);
            Count(FaultKind.NarrowWindow);
        }
    }
}
