using System;
using System.Collections.Generic;

namespace Stomp.Pure.Simulation;

/// <summary>
/// One direction of a transport: a window of octets, a way that takes time, and a reader that may pause. Octets arrive in pieces and in their order, or not at all.
/// </summary>
internal sealed class Pipe(World world, Wire wire, bool isToBroker) : Actor
{
    private const int Arrives = 0;
    private const int IsWritten = 1;
    private const int Ends = 2;

    private readonly Queue<Segment> _unsent = new();
    private readonly Queue<byte[]> _flying = new();
    private readonly Queue<byte[]> _arrived = new();
    private long _lastArrival;
    private long _lastNotice;
    private long _idleSince;
    private int _inWindow;
    private int _flyingOctets;
    private bool _isEnding;
    private bool _hasEnded;
    private bool _endArrived;

    private sealed class Segment(byte[] octets, long through)
    {
        public byte[] Octets { get; } = octets;
        public long Through { get; } = through;
        public int Sent { get; set; }
    }

    public bool IsPaused { get; private set; }

    /// <summary>Whether the reader ever paused: then silence proves nothing.</summary>
    public bool WasPaused { get; private set; }

    /// <summary>Whether the network ever held this direction up, so that silence is nobody's fault.</summary>
    public bool WasTroubled { get; set; }

    /// <summary>Whether what is sent vanishes.</summary>
    public bool Vanishes { get; set; }

    public long Latency { get; set; }

    public long Jitter { get; set; }

    public long ExtraLatency { get; set; }

    /// <summary>Nothing arrives before.</summary>
    public long StalledUntil { get; set; }

    public int Window { get; set; } = 65_536;

    /// <summary>The writer's promise: at least every so often it writes; 0 for none.</summary>
    public long Promise { get; set; }

    /// <summary>Octets that were put in.</summary>
    public long Written { get; private set; }

    /// <summary>Octets that the reader took.</summary>
    public long Taken { get; private set; }

    public long LastTaken { get; private set; }

    public bool IsEmpty => _unsent.Count == 0 && _flying.Count == 0 && _arrived.Count == 0;

    /// <summary>The writer begins to be held to its promise.</summary>
    public void Begin(long promise)
    {
        Promise = promise;
        _idleSince = world.Now;
    }

    public void Write(byte[] octets, long through)
    {
        if (wire.IsBroken || _isEnding)
            return;
        CheckPromise();
        Written += octets.Length;
        _unsent.Enqueue(new(octets, through));
        Pump();
    }

    /// <summary>The writer closes its side behind what it wrote.</summary>
    public void End()
    {
        if (_isEnding || wire.IsBroken)
            return;
        CheckPromise();
        Promise = 0;
        _isEnding = true;
        Pump();
    }

    /// <summary>Between two writes of a writer that could write there must be less than it promised.</summary>
    public void CheckPromise()
    {
        if (Promise == 0 || _unsent.Count > 0)
            return;
        world.Check(Invariant.HeartbeatsAreKept, world.Now - _idleSince <= Promise, isToBroker ? "a client was silent for longer than its heart-beats promise" : "the broker was silent for longer than its heart-beats promise");
    }

    public void Pause()
    {
        IsPaused = true;
        WasPaused = true;
    }

    public void Resume()
    {
        IsPaused = false;
        world.Soon(0, this, Arrives, -1, null);
    }

    public override void Happen(int what, long number, object? with)
    {
        if (wire.IsBroken)
            return;
        switch (what)
        {
            case Arrives:
                if (number >= 0)
                {
                    var piece = _flying.Dequeue();
                    _flyingOctets -= piece.Length;
                    _arrived.Enqueue(piece);
                    world.NoteArrival(wire, number);
                }

                Read();
                break;
            case IsWritten:
                wire.ToldWritten(isToBroker, number);
                break;
            case Ends:
                _endArrived = true;
                Read();
                break;
        }
    }

    /// <summary>The wire breaks: a part of what is under way still arrives.</summary>
    /// <returns>Whether the part ended within what was written at once.</returns>
    public bool Break(int permille)
    {
        if (_flyingOctets == 0 || Vanishes || IsPaused)
            return false;
        var rest = (int)((long)_flyingOctets * permille / 1000);
        while (rest > 0 && _flying.TryDequeue(out var piece))
        {
            var part = Math.Min(rest, piece.Length);
            rest -= part;
            Deliver(part == piece.Length ? piece : piece[..part]);
        }

        return true;
    }

    private void Pump()
    {
        while (_unsent.TryPeek(out var segment))
        {
            var room = Window - _inWindow;
            var part = Math.Min(room, segment.Octets.Length - segment.Sent);
            if (part > 0)
            {
                Launch(segment.Octets.AsSpan(segment.Sent, part));
                segment.Sent += part;
                _inWindow += part;
            }

            if (segment.Sent < segment.Octets.Length)
            {
                WasTroubled = true;
                return;
            }

            _unsent.Dequeue();
            _idleSince = world.Now;
            if (segment.Through > 0)
            {
                _lastNotice = Math.Max(_lastNotice, world.Now + world.Network.Between(0, 2 * World.Millisecond));
                world.At(_lastNotice, this, IsWritten, segment.Through, null);
            }
        }

        if (!_isEnding || _hasEnded)
            return;
        _hasEnded = true;
        if (!Vanishes)
            world.At(NextArrival(), this, Ends, 0, null);
    }

    private void Launch(ReadOnlySpan<byte> octets)
    {
        if (Vanishes)
            return;
        var most = world.Rate(FaultKind.Fragments) > 0 && world.Network.Chance(world.Rate(FaultKind.Fragments)) ? (world.Network.Chance(50) ? 20 : 400) : int.MaxValue;
        if (most != int.MaxValue)
            world.Count(FaultKind.Fragments);
        while (!octets.IsEmpty)
        {
            var length = most == int.MaxValue ? octets.Length : Math.Min(octets.Length, 1 + world.Network.Below(most));
            _flying.Enqueue(octets[..length].ToArray());
            _flyingOctets += length;
            octets = octets[length..];
            world.At(NextArrival(), this, Arrives, world.Now, null);
        }
    }

    private long NextArrival()
    {
        var at = world.Now + Latency + ExtraLatency;
        if (Jitter > 0)
        {
            world.Count(FaultKind.Jitter);
            at += world.Network.Between(0, Jitter);
        }

        _lastArrival = Math.Max(_lastArrival, Math.Max(at, StalledUntil));
        return _lastArrival;
    }

    private void Read()
    {
        while (!IsPaused && !wire.IsBroken && _arrived.TryDequeue(out var piece))
        {
            _inWindow -= piece.Length;
            Deliver(piece);
        }

        if (wire.IsBroken)
            return;
        if (_endArrived && !IsPaused && _arrived.Count == 0)
        {
            _endArrived = false;
            wire.Ended(isToBroker);
        }

        Pump();
    }

    private void Deliver(byte[] piece)
    {
        if (wire.IsGone(isToBroker))
            return;
        Taken += piece.Length;
        LastTaken = world.Now;
        wire.Deliver(isToBroker, piece);
    }
}
