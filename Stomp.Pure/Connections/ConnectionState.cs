using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>Where a connection stands.</summary>
public abstract record ConnectionState
{
    private protected ConnectionState()
    {
    }

    /// <summary>One function for each state; name the arguments.</summary>
    public T Match<T>(
        Func<Idle, T> idle,
        Func<Dialling, T> dialling,
        Func<Connecting, T> connecting,
        Func<Connected, T> connected,
        Func<Closing, T> closing,
        Func<Waiting, T> waiting,
        Func<Closed, T> closed) => this switch
        {
            Idle it => idle(it),
            Dialling it => dialling(it),
            Connecting it => connecting(it),
            Connected it => connected(it),
            Closing it => closing(it),
            Waiting it => waiting(it),
            Closed it => closed(it),
        };

    /// <summary>Nobody asked for it yet.</summary>
    public sealed record Idle : ConnectionState
    {
        internal Idle(Plan plan) => Plan = plan;

        internal Plan Plan { get; }
    }

    /// <summary>A transport is being opened, or credentials for it are asked for.</summary>
    public sealed record Dialling : ConnectionState
    {
        internal Dialling(Plan plan, long transport, Endpoint endpoint, Instant since, DialPhase phase) =>
            (Plan, Transport, Endpoint, Since, Phase) = (plan, transport, endpoint, since, phase);

        /// <summary>Which.</summary>
        public long Transport { get; }

        /// <summary>Where to.</summary>
        public Endpoint Endpoint { get; }

        /// <summary>When the attempt began.</summary>
        public Instant Since { get; }

        /// <summary>The session must be open before.</summary>
        public Instant Deadline => Since + Plan.Config.Session.ConnectTimeout;

        /// <summary>Rounds over all endpoints that failed before this one.</summary>
        public int FailedRounds => Plan.Attempts.FailedRounds;

        /// <summary>Why the attempt before it failed, or the session before it ended; null for the first one.</summary>
        public EndReason? Cause => Transport == 1 ? null : Plan.Cause;

        /// <summary>Whether credentials are being asked for; the transport is dialled when they are there.</summary>
        public bool AsksCredentials => Phase is DialPhase.Asking;

        internal DialPhase Phase { get; init; }

        internal Plan Plan { get; init; }
    }

    /// <summary>There is a transport and a session on it.</summary>
    public abstract record WithTransport : ConnectionState
    {
        private protected WithTransport(Footing footing) => Footing = footing;

        /// <summary>Which.</summary>
        public long Transport => Footing.Transport;

        /// <summary>Where to.</summary>
        public Endpoint Endpoint => Footing.Endpoint;

        internal Plan Plan
        {
            get => Footing.Plan;
            init => Footing = Footing.On(value);
        }

        /// <summary>What a session's steps leave as it is, mostly.</summary>
        internal Footing Footing { get; init; }
    }

    /// <summary>CONNECT is on its way.</summary>
    public sealed record Connecting : WithTransport
    {
        internal Connecting(Plan plan, long transport, Endpoint endpoint, SessionState session)
            : this(new(plan, transport, endpoint), session)
        {
        }

        internal Connecting(Footing footing, SessionState session)
            : base(footing) => Session = session;

        /// <summary>Rounds over all endpoints that failed before this one.</summary>
        public int FailedRounds => Plan.Attempts.FailedRounds;

        internal SessionState Session { get; }
    }

    /// <summary>The session is open.</summary>
    public sealed record Connected : WithTransport
    {
        internal Connected(Plan plan, long transport, Endpoint endpoint, SessionState.Connected session)
            : this(new(plan, transport, endpoint), session)
        {
        }

        internal Connected(Footing footing, SessionState.Connected session)
            : base(footing) => Session = session;

        /// <summary>The session.</summary>
        public SessionState.Connected Session { get; }

        /// <summary>The version in force.</summary>
        public StompVersion Version => Session.Version;
    }

    /// <summary>A goodbye is under way.</summary>
    public sealed record Closing : WithTransport
    {
        internal Closing(Plan plan, long transport, Endpoint endpoint, SessionState.Disconnecting session)
            : this(new(plan, transport, endpoint), session)
        {
        }

        internal Closing(Footing footing, SessionState.Disconnecting session)
            : base(footing) => Session = session;

        /// <summary>The session.</summary>
        public SessionState.Disconnecting Session { get; }
    }

    /// <summary>There is no session; the next attempt comes.</summary>
    public sealed record Waiting : ConnectionState
    {
        internal Waiting(Plan plan, Instant until, EndReason cause) => (Plan, Until, Cause) = (plan, until, cause);

        /// <summary>When.</summary>
        public Instant Until { get; }

        /// <summary>Why there is no session.</summary>
        public EndReason Cause { get; }

        internal Plan Plan { get; init; }
    }

    /// <summary>The connection is closed for good.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Closed(EndReason Reason) : ConnectionState;
}

/// <summary>How far an attempt without a transport is.</summary>
internal abstract record DialPhase
{
    private protected DialPhase()
    {
    }

    /// <summary>Its credentials are asked for.</summary>
    public sealed record Asking : DialPhase
    {
        /// <summary>The only one needed.</summary>
        public static Asking Instance { get; } = new();
    }

    /// <summary>Its transport is being opened.</summary>
    /// <param name="Session">How the session on it is to be led.</param>
    public sealed record Opening(SessionConfig Session) : DialPhase;
}

/// <summary>What a session stands on: the transport, its endpoint, and what outlives it.</summary>
internal sealed record Footing(Plan Plan, long Transport, Endpoint Endpoint)
{
    /// <summary>The same with this plan.</summary>
    public Footing On(Plan plan) => ReferenceEquals(plan, Plan) ? this : this with { Plan = plan };
}

/// <summary>What outlives a session: the configuration, the attempts, the subscriptions to restore and what waits for a session.</summary>
internal sealed record Plan
{
    public required ConnectionConfig Config { get; init; }

    public required Attempts Attempts { get; init; }

    /// <summary>The endpoints in the order of this round.</summary>
    public required ValueList<Endpoint> Order { get; init; }

    public long LastTransport { get; init; }

    /// <summary>Why there is no session, or why the one before this ended; before the first one, that there was none.</summary>
    public EndReason Cause { get; init; } = new EndReason.Cancelled();

    /// <summary>Who waits for the first session, 0 when nobody does.</summary>
    public long OpenOp { get; init; }

    /// <summary>Whether a session was ever open.</summary>
    public bool WasOpen { get; init; }

    /// <summary>When the session at hand became open.</summary>
    public Instant OpenSince { get; init; }

    /// <summary>Subscriptions in the order in which they were asked for, which need not be that of their keys; one that was never sent still has its operation.</summary>
    public Window<SessionEvent.Subscribe> Subscriptions { get; init; }

    public long LastSubscription { get; init; }

    /// <summary>What waits for a session, in order.</summary>
    public Window<SessionEvent.Order> Queue { get; init; }

    public long LastQueued { get; init; }

    /// <summary>Sends whose RECEIPT is awaited and that are sent again in the next session, in the order in which they were sent first.</summary>
    public Window<SessionEvent.Send> Kept { get; init; }

    public long LastKept { get; init; }

    public long KeptOctets { get; init; }

    public long QueuedOctets { get; init; }
}
