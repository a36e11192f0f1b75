using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>
/// Leads one session through a scenario. Every step takes the complete list of effects that it must have, in order; none means none.
/// What the session transmits counts as written at that very moment, unless writes are held.
/// </summary>
internal sealed class SessionHarness(SessionConfig config)
{
    // Not zero, so that a deadline that forgets to count from the event shows.
    private static readonly Instant Start = Instant.FromSeconds(3600);

    private Instant _now = Start;
    private long _lastOp;
    private long _lastTransmission;
    private long _lastWritten;
    private Dialect _dialect = Dialect.Initial;

    public SessionState State { get; private set; } = Session.Initial(config);

    public SessionState.Live Live => Assert.IsAssignableFrom<SessionState.Live>(State);

    /// <summary>Writes stay pending until <see cref="Written"/> says otherwise.</summary>
    public bool HoldsWrites { get; set; }

    /// <summary>The number of the last operation.</summary>
    public long LastOp => _lastOp;

    public long LastTransmission => _lastTransmission;

    /// <summary>Sets the clock, in milliseconds from the start.</summary>
    public SessionHarness At(long milliseconds)
    {
        _now = Start + TimeSpan.FromMilliseconds(milliseconds);
        return this;
    }

    public void Open(params string[] effects) => Step(new SessionEvent.Opened(_now), effects);

    /// <summary>One frame arrives, as the server writes it in the version in force.</summary>
    public void Rx(string frame, params string[] effects)
    {
        var parsed = FrameNotation.Parse(frame);
        foreach (var effect in Receive(Encode(parsed), effects))
        {
            if (effect is SessionEffect.Deliver deliver)
                Assert.Equal(parsed, deliver.Frame);
        }
    }

    /// <summary>Several frames arrive in one chunk.</summary>
    public void RxAll(string[] frames, params string[] effects) =>
        Receive(frames.SelectMany(frame => Encode(FrameNotation.Parse(frame))).ToArray(), effects);

    /// <summary>Octets arrive as they stand; \0 ends a frame.</summary>
    public void RxOctets(string octets, params string[] effects) => Receive(Encoding.UTF8.GetBytes(octets), effects);

    public void Eof(params string[] effects) => Step(new SessionEvent.PeerClosed(_now), effects);

    public void Breaks(TransportFaultKind kind, params string[] effects) =>
        Step(new SessionEvent.TransportFailed(_now, new(kind, "", "it broke")), effects);

    public void Tick(params string[] effects) => Step(new SessionEvent.Tick(_now), effects);

    public void Written(long through, params string[] effects) => Step(new SessionEvent.Written(_now, through), effects);

    public void Taken(int messages, long octets, params string[] effects) => Step(new SessionEvent.Taken(_now, messages, octets), effects);

    public void Abandon(long op, AbandonReason why, params string[] effects) => Step(new SessionEvent.Abandon(_now, op, why), effects);

    /// <summary>The application asks for something; operations are numbered 1, 2, 3…</summary>
    public void Do(SessionEvent.Order order, params string[] effects)
    {
        order = order with { At = _now, Op = ++_lastOp };
        Step(order is SessionEvent.Subscribe subscribe ? subscribe with { Key = _lastOp } : order, effects);
    }

    /// <summary>An event as it stands.</summary>
    public void Step(SessionEvent @event, params string[] effects)
    {
        var made = Feed(@event);
        Assert.Equal(effects, made.Select(EffectNotation.Show));
        AcknowledgeWrites();
    }

    /// <summary>Goes through the handshake without looking.</summary>
    public SessionHarness Connect(string connected)
    {
        Feed(new SessionEvent.Opened(_now));
        AcknowledgeWrites();
        Feed(new SessionEvent.BytesReceived(_now, Payload.Wrap(Encode(FrameNotation.Parse(connected)))));
        Assert.IsType<SessionState.Connected>(State);
        return this;
    }

    /// <summary>What is due next, in milliseconds from the start.</summary>
    public void Due(long milliseconds, DeadlineReason reason) =>
        Assert.Equal(new Deadline(Start + TimeSpan.FromMilliseconds(milliseconds), reason), Session.NextDeadline(State));

    public void NothingDue() => Assert.Null(Session.NextDeadline(State));

    public void IsOver() => Assert.IsType<SessionState.Ended>(State);

    private List<SessionEffect> Receive(byte[] octets, string[] effects)
    {
        var made = Feed(new SessionEvent.BytesReceived(_now, Payload.Wrap(octets)));
        Assert.Equal(effects, made.Select(EffectNotation.Show));
        AcknowledgeWrites();
        return made;
    }

    private List<SessionEffect> Feed(SessionEvent @event)
    {
        var (before, shown) = (State, State.ToString());
        var transition = Session.Step(State, @event);
        Assert.Equal(shown, before.ToString());
        State = transition.State;
        foreach (var effect in transition.Effects)
            CheckTransmission(effect);
        return [.. transition.Effects];
    }

    /// <summary>Transmissions are numbered without gaps, and what is asked for can be written.</summary>
    private void CheckTransmission(SessionEffect effect)
    {
        if (effect is SessionEffect.Transmit transmit)
        {
            Assert.Equal(++_lastTransmission, transmit.Number);
            Assert.Null(FrameEncoder.Encode(transmit.Frame, transmit.Rules, new ArrayBufferWriter<byte>(), _ => "secret"));
        }
        else if (effect is SessionEffect.TransmitHeartbeat beat)
        {
            Assert.Equal(++_lastTransmission, beat.Number);
        }
    }

    private void AcknowledgeWrites()
    {
        if (HoldsWrites || _lastTransmission == _lastWritten)
            return;
        _lastWritten = _lastTransmission;
        Assert.Empty(Feed(new SessionEvent.Written(_now, _lastWritten)));
    }

    private byte[] Encode(Frame frame)
    {
        _dialect = State is SessionState.Live live ? Dialect.Of(live.Version) : _dialect;
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(FrameEncoder.Encode(frame, new() { Dialect = _dialect, From = Side.Server, ContentLength = ContentLengthMode.AsGiven }, output));
        return output.WrittenSpan.ToArray();
    }
}
