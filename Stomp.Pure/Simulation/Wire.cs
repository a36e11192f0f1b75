using System.Collections.Generic;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>One transport between a client and the broker.</summary>
internal sealed class Wire
{
    private readonly World _world;

    public Wire(World world, Client client, long transport, long link)
    {
        _world = world;
        (Client, Transport, Link) = (client, transport, link);
        ToBroker = new(world, this, true);
        ToClient = new(world, this, false);
    }

    public Client Client { get; }

    public long Transport { get; }

    public long Link { get; }

    public Pipe ToBroker { get; }

    public Pipe ToClient { get; }

    /// <summary>The network cut it, or a side closed it: nothing moves any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The client let it go.</summary>
    public bool IsLeft { get; set; }

    /// <summary>The broker let it go.</summary>
    public bool IsDropped { get; set; }

    /// <summary>The client let messages go that had arrived.</summary>
    public bool HasDroppedMessages { get; set; }

    public Dialect Dialect { get; set; } = Dialect.Initial;

    public HeartbeatOffer Offered { get; set; }

    /// <summary>What the client promised, from when it knows of it.</summary>
    public long Upwards { get; private set; }

    /// <summary>What the broker promised.</summary>
    public long Downwards { get; private set; }

    /// <summary>The ids of all RECEIPTs that the broker wrote.</summary>
    public HashSet<string> Receipts { get; } = [];

    /// <summary>Of each subscription by id, whether its messages count as consumed once they are written.</summary>
    public Dictionary<string, bool> Autos { get; } = [];

    /// <summary>RECEIPTs that are kept back.</summary>
    public List<KeyValuePair<string, byte[]>> LateReceipts { get; } = [];

    /// <summary>Whether a reader let it go, so that what arrives is thrown away.</summary>
    public bool IsGone(bool toBroker) => toBroker ? IsDropped : IsLeft;

    public void Deliver(bool toBroker, byte[] octets)
    {
        if (toBroker)
        {
            _world.StepBroker(new BrokerEvent.Received(_world.Time, Link, Payload.Wrap(octets)), octets);
            return;
        }

        // Nothing that comes behind a goodbye is delivered.
        HasDroppedMessages |= Client.State is ConnectionState.Closing;
        // Some reads are given away.
        var isGiven = octets.Length % 2 == 0;
        Client.Step(new ConnectionEvent.BytesReceived(_world.Time, Transport, Payload.Wrap(octets)) { IsGiven = isGiven }, isGiven ? null : octets);
    }

    /// <summary>Writes one of the RECEIPTs that were kept back.</summary>
    public void WriteLate(int place)
    {
        var receipt = LateReceipts[place];
        LateReceipts.RemoveAt(place);
        Receipts.Add(receipt.Key);
        ToClient.Write(receipt.Value, 0);
    }

    public void ToldWritten(bool toBroker, long through)
    {
        if (toBroker)
        {
            if (!IsLeft)
                Client.Step(new ConnectionEvent.Written(_world.Time, Transport, through), null);
        }
        else if (!IsDropped)
        {
            _world.StepBroker(new BrokerEvent.Written(_world.Time, Link, through), null);
        }
    }

    public void Ended(bool toBroker)
    {
        if (toBroker)
        {
            if (!IsDropped)
                _world.StepBroker(new BrokerEvent.PeerClosed(_world.Time, Link), null);
        }
        else if (!IsLeft)
        {
            Client.Step(new ConnectionEvent.PeerClosed(_world.Time, Transport), null);
        }
    }

    /// <summary>The client closes it: what it wrote still goes, what comes is thrown away.</summary>
    public void Leave()
    {
        if (IsLeft)
            return;
        IsLeft = true;
        ToClient.Promise = 0;
        ToBroker.End();
        _world.Straggle(this);
    }

    /// <summary>The broker closes it.</summary>
    public void Drop()
    {
        if (IsDropped)
            return;
        IsDropped = true;
        ToBroker.Promise = 0;
        ToClient.End();
    }

    /// <summary>The network breaks it. Both sides learn of it, a little later, unless they let it go before.</summary>
    /// <param name="permille">How much of what is under way still arrives.</param>
    /// <param name="asReset">Whether the client sees a reset, or an end.</param>
    public void Break(int permille, bool asReset)
    {
        if (IsBroken)
            return;
        ToBroker.CheckPromise();
        ToClient.CheckPromise();
        ToBroker.Break(permille);
        if (ToClient.Break(permille) && permille is > 0 and < 1000)
            _world.Count(FaultKind.CutInsideFrame);
        IsBroken = true;
        // What still arrived may have been the CONNECTED that a promise begins with: nobody keeps one on a wire that is broken.
        (ToBroker.Promise, ToClient.Promise) = (0, 0);
        _world.Soon(_world.Network.Between(0, 50 * World.Millisecond), _world, World.LinkLost, Link, this);
        _world.Soon(_world.Network.Between(0, 50 * World.Millisecond), Client, asReset ? Client.TransportFails : Client.TransportEnds, Transport, this);
    }

    /// <summary>The sides agreed on a version and on heart-beats, as the frames on the wire say.</summary>
    public void Agree(Frame connected)
    {
        var version = StompVersionText.Parse(connected.Headers[HeaderNames.Version] ?? "1.0");
        Dialect = Dialect.Of(version ?? StompVersion.V10);
        if (!Dialect.HasHeartbeats || connected.Headers[HeaderNames.HeartBeat] is not { } text || HeartbeatOffer.Parse(text) is not { } own)
            return;
        Upwards = Larger(Offered.Send, own.Receive);
        Downwards = Larger(own.Send, Offered.Receive);
        ToClient.Begin(Downwards);
    }

    private static long Larger(System.TimeSpan one, System.TimeSpan other) =>
        one.Ticks == 0 || other.Ticks == 0 ? 0 : System.Math.Max(one.Ticks, other.Ticks);
}
