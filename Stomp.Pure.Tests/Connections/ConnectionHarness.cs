using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Tests.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>
/// Leads one connection through a scenario. Every step takes the complete list of effects that it must have, in order; none means none.
/// What is transmitted counts as written at that very moment. Whatever happens, no operation gets two outcomes.
/// </summary>
internal sealed class ConnectionHarness(ConnectionConfig config, ulong seed = 1)
{
    private static readonly Instant Start = Instant.FromSeconds(3600);

    private readonly HashSet<long> _done = [];
    private Instant _now = Start;
    private long _lastOp;
    private long _transmitted;
    private bool _asked;

    public ConnectionState State { get; private set; } = Connection.Initial(config, seed);

    /// <summary>The transport that was dialled last.</summary>
    public long Transport { get; private set; }

    public Instant Now => _now;

    /// <summary>The wait that was asked for last.</summary>
    public TimeSpan LastWait { get; private set; }

    /// <summary>Operations asked for that have no outcome yet.</summary>
    public IEnumerable<long> Pending => Enumerable.Range(1, (int)_lastOp).Select(op => (long)op).Where(op => !_done.Contains(op));

    /// <summary>Sets the clock, in milliseconds from the start.</summary>
    public ConnectionHarness At(double milliseconds)
    {
        _now = Start + TimeSpan.FromMilliseconds(milliseconds);
        return this;
    }

    public ConnectionHarness After(TimeSpan span)
    {
        _now += span;
        return this;
    }

    public void Open(params string[] effects) => Step(new ConnectionEvent.Open(_now, ++_lastOp), effects);

    public void Opened(params string[] effects) => Step(new ConnectionEvent.Opened(_now, Transport), effects);

    public void Credentials(string login, int secret, params string[] effects) =>
        Step(new ConnectionEvent.CredentialsReady(_now, Transport, login, new(secret)), effects);

    public void CredentialsFail(params string[] effects)
    {
        _asked = false;
        Step(new ConnectionEvent.CredentialsFailed(_now, Transport, "no vault"), effects);
    }

    public void DialFails(params string[] effects) =>
        Step(new ConnectionEvent.DialFailed(_now, Transport, new(TransportFaultKind.Refused, "", "nobody listens")), effects);

    public void Rx(string frame, params string[] effects) => Receive(Encode(FrameNotation.Parse(frame)), effects);

    /// <summary>Several frames arrive in one chunk; the first one's version holds for those behind it.</summary>
    public void RxAll(StompVersion version, string[] frames, params string[] effects) =>
        Receive(frames.SelectMany((frame, i) => Encode(FrameNotation.Parse(frame), i == 0 ? Dialect.Initial : Dialect.Of(version))).ToArray(), effects);

    public void RxOctets(string octets, params string[] effects) => Receive(Encoding.UTF8.GetBytes(octets), effects);

    public void Eof(params string[] effects) => Step(new ConnectionEvent.PeerClosed(_now, Transport), effects);

    public void Breaks(params string[] effects) =>
        Step(new ConnectionEvent.TransportFailed(_now, Transport, new(TransportFaultKind.Reset, "", "it broke")), effects);

    public void Tick(params string[] effects) => Step(new ConnectionEvent.Tick(_now), effects);

    public void Abandon(long op, params string[] effects) => Step(new ConnectionEvent.Abandon(_now, op, AbandonReason.Cancelled), effects);

    /// <summary>The application asks for something; operations are numbered 1, 2, 3…</summary>
    public void Do(SessionEvent.Order order, params string[] effects) => Do(order, 0, effects);

    /// <summary>The application asks for something of the session on a transport.</summary>
    public void Do(SessionEvent.Order order, long epoch, params string[] effects)
    {
        order = order with { At = _now, Op = ++_lastOp };
        Step(new ConnectionEvent.Ordered(order is SessionEvent.Subscribe subscribe ? subscribe with { Key = _lastOp } : order, epoch), effects);
    }

    /// <summary>An event as it stands.</summary>
    public void Step(ConnectionEvent @event, params string[] effects)
    {
        var before = _now;
        var shown = ConnectionNotation.Show(Feed(@event), before).ToArray();
        AcknowledgeWrites();
        Assert.Equal(effects, shown);
    }

    /// <summary>Feeds without looking, and says what came.</summary>
    public Effects<ConnectionEffect> Feed(ConnectionEvent @event)
    {
        var (before, copy) = (State, Deep.Show(State));
        var transition = Connection.Step(State, @event);
        Assert.Equal(copy, Deep.Show(before));
        State = transition.State;
        foreach (var effect in transition.Effects)
            Note(effect);
        return transition.Effects;
    }

    /// <summary>Dials, opens and connects without looking.</summary>
    public ConnectionHarness Connect(string connected)
    {
        if (State is ConnectionState.Idle)
            Feed(new ConnectionEvent.Open(_now, ++_lastOp));
        Feed(new ConnectionEvent.Opened(_now, Transport));
        Feed(new ConnectionEvent.BytesReceived(_now, Transport, Payload.Wrap(Encode(FrameNotation.Parse(connected)))));
        AcknowledgeWrites();
        Assert.IsType<ConnectionState.Connected>(State);
        return this;
    }

    /// <summary>What is due next, in milliseconds from the start.</summary>
    public void Due(double milliseconds, DeadlineReason reason) =>
        Assert.Equal(new Deadline(Start + TimeSpan.FromMilliseconds(milliseconds), reason), Connection.NextDeadline(State));

    public void NothingDue() => Assert.Null(Connection.NextDeadline(State));

    private void Receive(byte[] octets, string[] effects)
    {
        var lent = Payload.Wrap(octets);
        var shown = ConnectionNotation.Show(Feed(new ConnectionEvent.BytesReceived(_now, Transport, lent)), _now).ToArray();
        octets.AsSpan().Fill((byte)'#');
        AcknowledgeWrites();
        Assert.Equal(effects, shown);
    }

    private void Note(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.AskCredentials ask:
                Assert.Equal(Transport + 1, ask.Transport);
                (Transport, _asked) = (ask.Transport, true);
                break;
            case ConnectionEffect.Dial dial:
                Assert.Equal(_asked ? Transport : Transport + 1, dial.Transport);
                _asked = false;
                (Transport, _transmitted) = (dial.Transport, 0);
                break;
            case ConnectionEffect.Waiting waiting:
                LastWait = waiting.Until - _now;
                break;
            case ConnectionEffect.Completed completed:
                Done(completed.Op);
                break;
            case ConnectionEffect.OnTransport on:
                Assert.Equal(Transport, on.Transport);
                foreach (var inner in on.Effects)
                    Note(inner);
                break;
        }
    }

    private void Note(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Transmit transmit:
                Assert.Equal(++_transmitted, transmit.Number);
                Assert.Null(FrameEncoder.Encode(transmit.Frame, transmit.Rules, new ArrayBufferWriter<byte>(), _ => "secret"));
                break;
            case SessionEffect.TransmitHeartbeat beat:
                Assert.Equal(++_transmitted, beat.Number);
                break;
            case SessionEffect.Completed completed:
                Done(completed.Op);
                break;
        }
    }

    private void Done(long op)
    {
        Assert.NotEqual(0, op);
        Assert.True(_done.Add(op), $"operation {op} got a second outcome");
    }

    private void AcknowledgeWrites()
    {
        if (State is ConnectionState.WithTransport with)
            Assert.True(Feed(new ConnectionEvent.Written(_now, with.Transport, _transmitted)).IsEmpty);
    }

    private byte[] Encode(Frame frame) => Encode(frame, State switch
    {
        ConnectionState.Connected connected => Dialect.Of(connected.Version),
        ConnectionState.Closing closing => Dialect.Of(closing.Session.Version),
        _ => Dialect.Initial,
    });

    private static byte[] Encode(Frame frame, Dialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(FrameEncoder.Encode(frame, new() { Dialect = dialect, From = Side.Server, ContentLength = ContentLengthMode.AsGiven }, output));
        return output.WrittenSpan.ToArray();
    }
}
