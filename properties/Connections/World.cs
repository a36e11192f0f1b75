using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Properties.Connections;

/// <summary>Sees a step of a player while what was lent to it is still there.</summary>
internal delegate void Watch(int player, ConnectionState before, ConnectionEvent @event, Transition<ConnectionState, ConnectionEffect> transition);

/// <summary>Two clients, a broker, and what lies between them, in virtual time: octets travel in pieces, in order, each with its own delay.</summary>
internal sealed class World
{
    public const string DeadLetters = "/queue/dead-letter";

    private const int Patience = 200_000;

    private readonly PriorityQueue<Action, (Instant At, long Order)> _agenda = new();
    private readonly Dictionary<long, (Wire Wire, Player Player, long Transport)> _links = [];
    private readonly List<Player> _players = [];
    private readonly Chronicle _chronicle;
    private readonly Reach _reach;
    private readonly Plot _plot;
    private readonly Mischiefmaker _mischief;
    private BrokerState _broker;
    private Prng _dice;
    private long _order;
    private int _steps;
    private bool _isCalm;

    private World(Plot plot, Mischief mischief, Reach reach)
    {
        (_plot, _reach, _chronicle, _dice) = (plot, reach, new(reach), new((ulong)plot.Seed));
        _mischief = new(mischief, (int)Below(8));
        var beat = TimeSpan.FromMilliseconds(plot.Beats);
        _broker = Broker.Initial(BrokerConfig.Default with
        {
            Versions = ValueList.From(Enum.GetValues<StompVersion>().Where(version => version <= plot.Version)),
            Nack = plot.Nack,
            Heartbeat = new(beat, beat),
            Limits = BrokerLimits.Default with { UnwrittenMessages = 4 },
        });
    }

    public Instant Now { get; private set; } = Instant.FromSeconds(100);

    public StompVersion Version => _plot.Version;

    /// <summary>Sees every step of every player.</summary>
    public Watch? Watch { get; private init; }

    /// <summary>Plays a plot to its end and throws when something is wrong.</summary>
    public static void Play(Plot plot, Mischief mischief, Reach reach, Watch? watch = null) => new World(plot, mischief, reach) { Watch = watch }.Play();

    private void Play()
    {
        Enter(_plot);
        Enter(_plot);
        foreach (var act in _plot.Acts)
        {
            RunFor(act.After);
            _players[act.Player].Do(act);
        }

        // Nothing fails any more: everybody is answered.
        _isCalm = true;
        RunFor(60_000);
        _chronicle.CheckAnswers();
        LeaveAll();

        // What is left in the queues goes to somebody who only reads, and reads on however much it is.
        var auditor = Enter(_plot with { Unread = 10_000 });
        foreach (var queue in new[] { "/queue/a", "/queue/b", DeadLetters })
            auditor.Subscribe(queue, Pure.Sessions.AckMode.Auto, confirmed: true);
        RunFor(20_000);
        LeaveAll();
        _chronicle.CheckAnswers();
        _chronicle.CheckLosses();
        if (_broker.MessageCount != 0 || _broker.OctetCount != 0)
            throw new WrongException($"the broker holds {_broker.MessageCount} messages of {_broker.OctetCount} octets that nobody gets");
    }

    private Player Enter(Plot plot)
    {
        _players.Add(new(this, _chronicle, _reach, _players.Count, plot));
        _players[^1].Open();
        return _players[^1];
    }

    private void LeaveAll()
    {
        foreach (var player in _players)
            player.Disconnect();
        RunFor(30_000);
        if (_agenda.Count > 0 || NextDeadline() is not null || _broker.LinkCount > 0 || _players.Exists(player => player.State is not ConnectionState.Closed))
            throw new WrongException("the world does not come to rest");
    }

    public bool Fails() => !_isCalm && Below(8) == 0;

    /// <summary>In a moment, in the order of the delays.</summary>
    public void Soon(Action action) => At(Now + TimeSpan.FromMilliseconds(Below(30)), action);

    /// <summary>After a while.</summary>
    public void Later(Action action) => At(Now + TimeSpan.FromMilliseconds(Below(300)), action);

    /// <summary>Before anything else that comes.</summary>
    public void Next(Action action) => At(Now, action);

    public Wire Accept(long link, Player player, long transport)
    {
        var wire = new Wire(link);
        _links.Add(link, (wire, player, transport));
        StepBroker(new BrokerEvent.Accepted(Now, link));
        return wire;
    }

    public void ToBroker(Wire wire, byte[] octets) => wire.ToBroker = Travel(
        wire, octets, wire.ToBroker, piece => StepBroker(new BrokerEvent.Received(Now, wire.Link, Payload.Wrap(piece))));

    /// <summary>The client closes its side: the broker notices behind what was written.</summary>
    public void HangUp(Wire wire) => At(Instant.Max(wire.ToBroker, Now), () =>
    {
        if (!wire.IsCut)
            StepBroker(new BrokerEvent.PeerClosed(Now, wire.Link));
    });

    /// <summary>The client closes the wire.</summary>
    public void Leave(Wire wire)
    {
        if (wire.IsLeft)
            return;
        wire.IsLeft = true;
        HangUp(wire);
    }

    public void LoseLink(long link) => Soon(() => StepBroker(new BrokerEvent.Lost(Now, link)));

    private void StepBroker(BrokerEvent @event)
    {
        var transition = Broker.Step(_broker, @event);
        _broker = transition.State;
        var output = new Dictionary<long, (ArrayBufferWriter<byte> Octets, long Through)>();
        foreach (var effect in _mischief.Treat(transition.Effects))
            Carry(effect, output);
        foreach (var link in output.Keys.ToList())
            Flush(link, output);
    }

    private void Carry(BrokerEffect effect, Dictionary<long, (ArrayBufferWriter<byte> Octets, long Through)> output)
    {
        var (wire, player, transport) = _links[effect.Link];
        var (octets, through) = output.GetValueOrDefault(effect.Link, (new(), 0));
        switch (effect)
        {
            case BrokerEffect.Transmit transmit:
                var before = octets.WrittenCount;
                if (FrameEncoder.Encode(transmit.Frame, transmit.Rules, octets) is { } fault)
                    throw new WrongException($"the broker's frame cannot be written: {fault}");
                wire.Sent += octets.WrittenCount - before;
                if (transmit.Frame.Command == Command.Message)
                    _chronicle.BrokerSends(player.Number, transport, wire, transmit.Frame);
                output[effect.Link] = (octets, Math.Max(through, transmit.Number));
                break;
            case BrokerEffect.TransmitHeartbeat beat:
                FrameEncoder.EncodeHeartbeat(octets);
                wire.Sent++;
                output[effect.Link] = (octets, Math.Max(through, beat.Number));
                break;
            case BrokerEffect.HalfClose or BrokerEffect.Close:
                Flush(effect.Link, output);
                At(Instant.Max(wire.ToClient, Now), () =>
                {
                    if (!wire.IsCut)
                        player.Arrives(wire, transport, null);
                });
                break;
        }
    }

    private void Flush(long link, Dictionary<long, (ArrayBufferWriter<byte> Octets, long Through)> output)
    {
        if (!output.Remove(link, out var batch))
            return;
        var (wire, player, transport) = _links[link];
        wire.ToClient = Travel(wire, batch.Octets.WrittenSpan.ToArray(), wire.ToClient, piece => player.Arrives(wire, transport, piece));
        Soon(() =>
        {
            if (!wire.IsCut)
                StepBroker(new BrokerEvent.Written(Now, link, batch.Through));
        });
    }

    /// <summary>Octets travel whole, in two pieces, or in crumbs.</summary>
    private Instant Travel(Wire wire, byte[] octets, Instant last, Action<byte[]> arrive)
    {
        var manner = Below(10);
        for (var at = 0; at < octets.Length;)
        {
            var most = (ulong)(octets.Length - at);
            var length = (int)(manner < 6 ? most : manner < 9 ? 1 + Below(most) : 1 + Below(Math.Min(most, 20)));
            var piece = octets[at..(at + length)];
            at += length;
            last = Instant.Max(last, Now + TimeSpan.FromMilliseconds(Below(20)));
            At(last, () =>
            {
                if (!wire.IsCut)
                    arrive(piece);
            });
        }

        return last;
    }

    private void At(Instant at, Action action) => _agenda.Enqueue(action, (at, ++_order));

    private ulong Below(ulong bound)
    {
        var thrown = _dice.Below(bound);
        _dice = thrown.Rest;
        return thrown.Value;
    }

    /// <summary>What is due at a moment comes after everything that happens then.</summary>
    private void RunFor(long milliseconds)
    {
        var end = Now + TimeSpan.FromMilliseconds(milliseconds);
        while (true)
        {
            if (++_steps > Patience)
                throw new WrongException("the world never rests");
            var deadline = NextDeadline();
            if (_agenda.TryPeek(out _, out var next) && next.At <= (deadline?.At ?? end) && next.At <= end)
            {
                Now = Instant.Max(Now, next.At);
                _agenda.Dequeue()();
            }
            else if (deadline is { } due && due.At <= end)
            {
                Now = Instant.Max(Now, due.At);
                due.Tick();
            }
            else
            {
                Now = end;
                return;
            }
        }
    }

    private (Instant At, Action Tick)? NextDeadline()
    {
        (Instant At, Action Tick)? first = null;
        if (Broker.NextDeadline(_broker) is { } deadline)
            first = (deadline.At, () => StepBroker(new BrokerEvent.Tick(Now)));
        foreach (var player in _players)
        {
            if (Connection.NextDeadline(player.State) is { } own && (first is null || own.At < first.Value.At))
                first = (own.At, player.Tick);
        }

        return first;
    }
}
