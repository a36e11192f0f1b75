using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>What was seen: checks, faults, states with events, and the first thing that must not be.</summary>
internal sealed partial class World
{
    private readonly int[] _rates = new int[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _checks = new long[Enum.GetValues<Invariant>().Length];
    private readonly long[] _reached = new long[Reach.Count];
    private ulong _print = 0xCBF29CE484222325UL;
    private long _entries;
    private long _latestSent;
    private Wire? _latestWire;

    public Breach? Breach { get; private set; }

    public long Stepped { get; private set; }

    public long Delivered { get; set; }

    public int Rate(FaultKind kind) => IsCalm ? 0 : _rates[(int)kind];

    public void Count(FaultKind kind) => _faults[(int)kind]++;

    public void Count(Invariant invariant) => _checks[(int)invariant]++;

    /// <summary>Counts a check, and stops the world when it does not hold.</summary>
    public void Check(Invariant invariant, bool holds, string otherwise)
    {
        _checks[(int)invariant]++;
        if (!holds)
            Fail(invariant, otherwise);
    }

    public void Fail(Invariant invariant, string text) => Breach ??= new(invariant, Time, text);

    /// <summary>A machine took a step.</summary>
    public void Note(int pair, int machine, int effects)
    {
        Stepped++;
        // It did not throw.
        Count(Invariant.NothingIsThrown);
        _reached[pair]++;
        Mix((ulong)Now);
        Mix(((ulong)(uint)pair << 32) | ((ulong)(uint)machine << 16) | (uint)effects);
    }

    /// <summary>Whether the caller watches every step.</summary>
    public bool IsWatched => _watch is not null;

    public void Watch(SimulatedStep step)
    {
        Count(Invariant.Watched);
        if (_watch!(step) is { } complaint)
            Fail(Invariant.Watched, complaint);
    }

    /// <summary>A session, too, took one.</summary>
    public void Note(int pair) => _reached[pair]++;

    public void Mix(ulong value)
    {
        unchecked
        {
            var z = (_print ^ value) * 0x9E3779B97F4A7C15UL;
            _print = z ^ (z >> 29);
        }
    }

    public void NoteArrival(Wire wire, long sent)
    {
        if (sent < _latestSent && !ReferenceEquals(wire, _latestWire))
            Count(FaultKind.Reordering);
        if (sent > _latestSent)
            (_latestSent, _latestWire) = (sent, wire);
    }

    public SimulationReport Report() => new()
    {
        Scenario = Scenario,
        Elapsed = Scenario.Length,
        Steps = Stepped,
        Messages = Letters.Count,
        Deliveries = Delivered,
        Faults = ValueList.Of<long>(_faults),
        Checks = ValueList.Of<long>(_checks),
        Reached = ValueList.Of<long>(_reached),
        Fingerprint = _print,
        Breach = Breach,
        Last = Diary?.Lines ?? default,
    };
}
