using System;
using System.Globalization;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>A simulated world before it begins: who is in it, how all are configured, what they do, and what goes wrong. It says everything; a run of it is always the same.</summary>
public sealed record Scenario
{
    /// <summary>The shortest run: a minute of faults, and the calm behind it.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromTicks(5 * TimeSpan.TicksPerMinute);

    /// <summary>For all dice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How long it takes, in virtual time. The last part is calm: faults end, the network heals, and everything must come to rest.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How long the calm is. Default 4 min: longer than all timeouts of a drawn configuration, one after the other.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromTicks(4 * TimeSpan.TicksPerMinute);

    /// <summary>What goes wrong. Kinds that are not listed do not happen.</summary>
    public ValueList<Fault> Faults { get; init; }

    /// <summary>The broker. It should know the account <see cref="Login"/> with the passcode <see cref="Passcode"/>, and refuse <see cref="Forbidden"/>.</summary>
    public required BrokerConfig Broker { get; init; }

    /// <summary>Applications, each with a connection of its own.</summary>
    public ValueList<ClientPlan> Clients { get; init; }

    /// <summary>A pool and those who rent from it, null for none.</summary>
    public PoolPlan? Pool { get; init; }

    /// <summary>What the applications do.</summary>
    public required WorkPlan Work { get; init; }

    /// <summary>The user's name of all clients.</summary>
    public const string Login = "simulant";

    /// <summary>The passcode of all clients. It is looked for in everything that is said.</summary>
    public const string Passcode = "pass-4711-code";

    /// <summary>Where nobody may send to, for the sake of ERRORs.</summary>
    public const string Forbidden = "/queue/forbidden";

    /// <summary>Where refused messages go, if they go anywhere.</summary>
    public const string DeadLetters = "/queue/dead";

    /// <summary>The world that belongs to a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="length">How long the run takes in virtual time; at least <see cref="Shortest"/>.</param>
    public static Scenario Draw(ulong seed, TimeSpan length) => Drawing.Draw(seed, length < Shortest ? Shortest : length);

    /// <summary>The same without a kind of fault.</summary>
    public Scenario Without(FaultKind kind) => this with { Faults = Faults.Where(fault => fault.Kind != kind) };

    /// <summary>How much there is of a kind of fault, 0 for none.</summary>
    public int RateOf(FaultKind kind)
    {
        foreach (var fault in Faults)
        {
            if (fault.Kind == kind)
                return fault.Rate;
        }

        return 0;
    }

    /// <summary>The whole of it in one line.</summary>
    public override string ToString()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"seed {Seed}, {Length.Ticks / TimeSpan.TicksPerSecond} s, {Clients.Count} clients, pool {(Pool is null ? "none" : $"{Pool.Pool.Min}..{Pool.Pool.Max} for {Pool.Tenants}")}, faults {Faults}, {Work}");
        foreach (var client in Clients)
            text += "; " + client;
        return text;
    }
}

/// <summary>How an application treats what it gets in the modes that acknowledge.</summary>
public enum AckHabit
{
    /// <summary>It acknowledges as soon as it took a message.</summary>
    Prompt,

    /// <summary>It acknowledges now and then, also what belongs to a session that is over.</summary>
    Late,

    /// <summary>It refuses every third message.</summary>
    Picky,

    /// <summary>It acknowledges nothing until all is calm.</summary>
    Careless,

    /// <summary>It acknowledges within transactions.</summary>
    Transactional,
}

/// <summary>One application.</summary>
public sealed record ClientPlan
{
    /// <summary>Its connection.</summary>
    public required ConnectionConfig Connection { get; init; }

    /// <summary>What it does with what it gets.</summary>
    public AckHabit Habit { get; init; }

    /// <summary>At most so many subscriptions.</summary>
    public int Subscriptions { get; init; }

    /// <summary>Whether it takes its messages slowly.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether it gives its receipts names of its own, each the beginning of another one.</summary>
    public bool NamesReceipts { get; init; }

    /// <summary>Whether its transport is handed over open, instead of being dialled.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>The whole of it in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"client {Connection.WhenDown} {Connection.OnUnknown}, beats {Connection.Session.Heartbeat.ToText()}, versions {Connection.Session.Versions}, {Habit}, {Subscriptions} subscriptions{(IsSlow ? ", slow" : "")}{(NamesReceipts ? ", names receipts" : "")}{(Connection.AsksCredentials ? ", asks for credentials" : "")}");
}

/// <summary>A pool and its tenants.</summary>
public sealed record PoolPlan
{
    /// <summary>The pool.</summary>
    public required PoolConfig Pool { get; init; }

    /// <summary>The connections in it. They should not reconnect by themselves: the pool replaces them.</summary>
    public required ConnectionConfig Member { get; init; }

    /// <summary>So many rent from it.</summary>
    public int Tenants { get; init; }
}

/// <summary>What an application may do.</summary>
public enum Deed
{
    /// <summary>SEND without a receipt.</summary>
    Send,

    /// <summary>SEND with a receipt.</summary>
    SendConfirmed,

    /// <summary>Some sends, perhaps an acknowledgement, in a transaction that is committed, aborted or forgotten.</summary>
    Transaction,

    /// <summary>SUBSCRIBE.</summary>
    Subscribe,

    /// <summary>UNSUBSCRIBE.</summary>
    Unsubscribe,

    /// <summary>ACK or NACK of something that was delivered some time ago.</summary>
    Settle,

    /// <summary>A question to whoever listens, and the wait for the answer.</summary>
    Request,

    /// <summary>A goodbye; later the application comes back.</summary>
    Farewell,

    /// <summary>Something that cannot be: what does not exist, twice, or in the wrong version.</summary>
    Misuse,
}

/// <summary>What applications do. It comes in bursts; between them only heart-beats go.</summary>
public sealed record WorkPlan
{
    /// <summary>The time between two bursts of one application, on the average.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromTicks(60 * TimeSpan.TicksPerSecond);

    /// <summary>At most so many deeds in a burst.</summary>
    public int Burst { get; init; } = 10;

    /// <summary>At most so many octets in a body, beside the number of the message.</summary>
    public int Body { get; init; } = 100;

    /// <summary>The deeds among which the applications choose; one that stands here twice is done twice as often.</summary>
    public ValueList<Deed> Deeds { get; init; } = [Deed.SendConfirmed, Deed.Subscribe];

    /// <summary>The whole of it in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"bursts of {Burst} every {Pause.Ticks / TimeSpan.TicksPerSecond} s with bodies up to {Body} from {Deeds}");
}
