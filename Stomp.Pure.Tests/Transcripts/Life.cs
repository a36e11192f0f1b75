using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Masks;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Transcripts;

/// <summary>A connection whose life is written down.</summary>
internal sealed class Life
{
    private static readonly ConnectionConfig Config = new();

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SessionWriter<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect> _writer;
    private ConnectionState _state = Connection.Initial(Config, 42);
    private long _now;
    private long _op;
    private long _handed;

    public Life(int version = Transcript.CurrentVersion, Masking? masking = null, SecretTexts? secrets = null)
    {
        _writer = new(Machines.OfConnection, new(1, 42) { Library = "1.2.3", Started = "2026-01-02T03:04:05Z" }, Config, masking ?? Masking.None, secrets ?? new(), version);
        _writer.Begin(_output, _state, 0);
    }

    public List<(ConnectionEvent Event, Transition<ConnectionState, ConnectionEffect> Transition)> Steps { get; } = [];

    public string Text => Encoding.UTF8.GetString(_output.WrittenSpan);

    /// <summary>Opens, subscribes, has messages there and back, and says goodbye.</summary>
    public static Life Whole(int messages, int version = Transcript.CurrentVersion)
    {
        var life = new Life(version);
        life.Open();
        for (var i = 0; i < messages; i++)
        {
            life.Send(FormattableString.Invariant($"message {i}"));
            life.Receive(Message(FormattableString.Invariant($"message {i}"), i));
            life.Ask(new SessionEvent.Settle(default, 0, i + 1, true), 1);
            if (i % 5 == 0)
                life.Step(new ConnectionEvent.Tick(life.At));
        }

        life.Ask(new SessionEvent.Disconnect(default, 0) { Receipt = ReceiptWish.Counted }, 0);
        life.Receive("RECEIPT\nreceipt-id:" + ReceiptOf(life) + "\n\n\0");
        life.End();
        return life;
    }

    public Instant At => Instant.FromMilliseconds(_now += 7);

    public static string Message(string body, int number) => FormattableString.Invariant(
        $"MESSAGE\nsubscription:1\nmessage-id:m{number}\ndestination:/queue/a\nack:a{number}\ncontent-length:{Encoding.UTF8.GetByteCount(body)}\n\n{body}\0");

    public void Open()
    {
        Step(new ConnectionEvent.Open(At, ++_op));
        Step(new ConnectionEvent.Opened(At, 1));
        Receive("CONNECTED\nversion:1.2\nheart-beat:10000,10000\nserver:test/1\n\n\0");
        Ask(new SessionEvent.Subscribe(default, 0, "/queue/a", AckMode.ClientIndividual) { Id = "1" }, 0);
    }

    public void Send(string body, Headers headers = default) =>
        Ask(new SessionEvent.Send(default, 0, "/queue/a", Payload.FromText(body)) { Headers = headers }, 0);

    public void Receive(string octets) => Receive(Encoding.UTF8.GetBytes(octets));

    public void Receive(byte[] octets) => Step(new ConnectionEvent.BytesReceived(At, 1, Payload.Wrap(octets)));

    public void Ask(SessionEvent.Order order, long epoch)
    {
        order = order with { At = At, Op = ++_op };
        if (order is SessionEvent.Subscribe subscribe)
            order = subscribe with { Key = _op };
        Step(new ConnectionEvent.Ordered(order, epoch));
    }

    public void Step(ConnectionEvent @event)
    {
        var transition = Connection.Step(_state, @event);
        _state = transition.State;
        _writer.Add(_output, @event, transition);
        Steps.Add((@event, transition));
        var handed = Handed(transition.Effects);
        if (handed > _handed)
        {
            _handed = handed;
            Step(new ConnectionEvent.Written(At, 1, handed));
        }
    }

    public void End() => _writer.End(_output, new SessionEnding.Ended("the test is over"));

    private static string ReceiptOf(Life life)
    {
        for (var i = life.Steps.Count - 1; i >= 0; i--)
        {
            foreach (var effect in life.Steps[i].Transition.Effects)
            {
                if (effect is not ConnectionEffect.OnTransport on)
                    continue;
                foreach (var inner in on.Effects)
                {
                    if (inner is SessionEffect.Transmit { Frame.Command: Command.Disconnect } transmit)
                        return transmit.Frame.Headers["receipt"]!;
                }
            }
        }

        throw new InvalidOperationException("there was no DISCONNECT");
    }

    private static long Handed(Effects<ConnectionEffect> effects)
    {
        var handed = 0L;
        foreach (var effect in effects)
        {
            if (effect is not ConnectionEffect.OnTransport on)
                continue;
            foreach (var inner in on.Effects)
                handed = inner is SessionEffect.Transmit transmit ? transmit.Number : handed;
        }

        return handed;
    }
}
