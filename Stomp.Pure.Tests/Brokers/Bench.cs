using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

/// <summary>
/// A broker on a bench: clients say frames, what the broker asks for is written down as text, one line an effect, and compared as a whole.
/// The bench plays a prompt shell, which writes at once what is transmitted, unless a client is stuck.
/// </summary>
internal sealed class Bench
{
    private readonly List<string> _log = [];
    private readonly Dictionary<long, Client> _clients = [];

    public Bench()
        : this(config => config)
    {
    }

    public Bench(Func<BrokerConfig, BrokerConfig> configure) => State = Broker.Initial(configure(Plain));

    /// <summary>What the scenarios take for granted: no heart-beats unless they are the matter, death after twice the interval.</summary>
    public static BrokerConfig Plain { get; } = BrokerConfig.Default
        .WithHeartbeat(HeartbeatOffer.None) with
    { Margin = new(750_000, 2_000_000) };

    public BrokerState State { get; private set; }

    /// <summary>Every step so far.</summary>
    public List<(BrokerState Before, BrokerEvent Event, Transition<BrokerState, BrokerEffect> Transition)> Run { get; } = [];

    public Instant Now { get; private set; }

    /// <summary>A client whose transport is ready.</summary>
    public Client Accept()
    {
        var client = new Client(this, _clients.Count + 1);
        _clients.Add(client.Link, client);
        Step(new BrokerEvent.Accepted(Now, client.Link));
        return client;
    }

    /// <summary>A client in session; what it took to get there is forgotten.</summary>
    public Client Connect(string version)
    {
        var client = Accept();
        client.Speaks(version);
        client.Says("CONNECT", "accept-version:" + version, "host:h");
        Assert.Equal(Command.Connected, client.Inbox.Single().Command);
        client.Inbox.Clear();
        _log.Clear();
        return client;
    }

    /// <summary>Time passes, with a tick whenever the broker wants one.</summary>
    public void Reach(long milliseconds)
    {
        var end = Instant.FromMilliseconds(milliseconds);
        while (Broker.NextDeadline(State) is { } due && due.At <= end)
        {
            Now = Instant.Max(Now, due.At);
            Step(new BrokerEvent.Tick(Now));
        }

        Now = end;
        var before = State;
        Step(new BrokerEvent.Tick(Now));
        Assert.Equal(before, State);
    }

    /// <summary>These effects, and no others, since the last time.</summary>
    public void Expect(params string[] effects)
    {
        Assert.Equal(string.Join('\n', effects), string.Join('\n', Take()));
    }

    public string[] Take()
    {
        var log = _log.ToArray();
        _log.Clear();
        return log;
    }

    public void Forget() => _log.Clear();

    /// <summary>Nobody is connected, nothing waits, nothing is due: nothing may be left of anything.</summary>
    public void ExpectNothingLeft()
    {
        Assert.Equal((0, 0, 0, 0L), (State.LinkCount, State.DestinationCount, State.MessageCount, State.OctetCount));
        Assert.Null(Broker.NextDeadline(State));
    }

    public void Step(BrokerEvent @event)
    {
        var transition = Broker.Step(State, @event);
        // What was lent is taken back after the step, so the run keeps a copy.
        Run.Add((State, @event is BrokerEvent.Received received ? received with { Octets = Payload.Copy(received.Octets.Span) } : @event, transition));
        State = transition.State;
        var written = new SortedDictionary<long, long>();
        foreach (var effect in transition.Effects)
        {
            _log.Add(Describe(effect));
            switch (effect)
            {
                case BrokerEffect.Transmit transmit:
                    _clients[effect.Link].Receive(transmit);
                    written[effect.Link] = transmit.Number;
                    break;
                case BrokerEffect.TransmitHeartbeat beat:
                    written[effect.Link] = beat.Number;
                    break;
            }
        }

        foreach (var (link, through) in written)
        {
            if (!_clients[link].IsStuck)
                Step(new BrokerEvent.Written(Now, link, through));
        }
    }

    private static string Describe(BrokerEffect effect) => Name(effect.Link) + effect switch
    {
        BrokerEffect.Transmit { Frame: var frame } => frame.Command.ToText() + frame.Headers + (frame.Body.IsEmpty ? "" : $"\"{frame.GetText()}\""),
        BrokerEffect.TransmitHeartbeat => "EOL",
        BrokerEffect.HalfClose => "half-close",
        BrokerEffect.Close => "close",
        BrokerEffect.Diagnostic diagnostic => $"note {diagnostic.Kind}: {diagnostic.Text}",
        _ => throw new InvalidOperationException(effect.ToString()),
    };

    private static string Name(long link) => link <= 26 ? (char)('A' + link - 1) + " " : link + " ";
}

/// <summary>One client of the bench.</summary>
internal sealed class Client(Bench bench, long link)
{
    private Dialect _dialect = Dialect.V12;

    public long Link { get; } = link;

    /// <summary>Frames from the broker, as they look after a way over the wire.</summary>
    public List<Frame> Inbox { get; } = [];

    /// <summary>The messages among them.</summary>
    public IReadOnlyList<Frame> Messages => [.. Inbox.Where(frame => frame.Command == Command.Message)];

    /// <summary>Whether the shell cannot write to it.</summary>
    public bool IsStuck { get; set; }

    public long LastTransmission { get; private set; }

    public Client Speaks(string version)
    {
        _dialect = Dialect.Of(StompVersionText.Parse(version)!.Value);
        return this;
    }

    public Client Says(string command, params string[] headers) => Says(Make(command, "", headers));

    public Client Sends(string destination, string body, params string[] headers) =>
        Says(Make("SEND", body, ["destination:" + destination, .. headers]));

    public Client Subscribes(string destination, string id, string ack, params string[] headers) =>
        Says("SUBSCRIBE", ["destination:" + destination, .. id.Length == 0 ? Array.Empty<string>() : ["id:" + id], "ack:" + ack, .. headers]);

    public Client Says(params Frame[] frames) => Octets([.. frames.SelectMany(Encode)]);

    public Client Acks(Frame message, params string[] headers) => Says("ACK", [.. Reference(message), .. headers]);

    public Client Nacks(Frame message, params string[] headers) => Says("NACK", [.. Reference(message), .. headers]);

    public Client Octets(params byte[] octets)
    {
        var lent = (byte[])octets.Clone();
        bench.Step(new BrokerEvent.Received(bench.Now, Link, Payload.Wrap(lent)));
        // Whoever kept what it was lent is found out.
        Array.Fill(lent, (byte)'#');
        return this;
    }

    public void Closes() => bench.Step(new BrokerEvent.PeerClosed(bench.Now, Link));

    public void Breaks() => bench.Step(new BrokerEvent.Lost(bench.Now, Link));

    /// <summary>The shell can write again.</summary>
    public void Loosen()
    {
        IsStuck = false;
        Written(LastTransmission);
    }

    public void Written(long through) => bench.Step(new BrokerEvent.Written(bench.Now, Link, through));

    public static Frame Make(string command, string body, params string[] headers) => new(
        CommandText.Parse(command)!.Value,
        Headers.From(headers.Select(header => new Header(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..]))),
        Payload.FromText(body));

    public byte[] Encode(Frame frame) => FrameCodec.Encode(frame, new EncoderRules { Dialect = _dialect, From = Side.Client })
        .Match(octets => octets.ToArray(), fault => throw new InvalidOperationException(fault.ToString()));

    /// <summary>What the shell would write must be what a client of this version reads.</summary>
    public void Receive(BrokerEffect.Transmit transmit)
    {
        Assert.True(LastTransmission < transmit.Number);
        LastTransmission = transmit.Number;
        var octets = FrameCodec.Encode(transmit.Frame, transmit.Rules)
            .Match(octets => octets.ToArray(), fault => throw new InvalidOperationException(fault.ToString()));
        var rules = new DecoderRules { Dialect = transmit.Rules.Dialect, From = Side.Server };
        var read = FrameCodec.Decode(octets, rules)
            .Match(frames => frames[0], fault => throw new InvalidOperationException(fault.ToString()));
        var written = transmit.Frame.Headers.ToArray();
        Assert.Equal(written, read.Headers.ToArray().Take(written.Length));
        Inbox.Add(read);
    }

    private string[] Reference(Frame message) => _dialect.AckForm switch
    {
        AckForm.AckId => ["id:" + message.Headers["ack"]],
        AckForm.MessageIdAndSubscription => ["message-id:" + message.Headers["message-id"], "subscription:" + message.Headers["subscription"]],
        AckForm.MessageId => ["message-id:" + message.Headers["message-id"]],
        _ => throw new InvalidOperationException(),
    };
}
