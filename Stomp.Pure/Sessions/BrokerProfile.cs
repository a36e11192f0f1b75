using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>What an ERROR that does not end the session ends instead.</summary>
public enum ErrorScope
{
    /// <summary>Nothing: it is a diagnostic. Only after an UNSUBSCRIBE of this session.</summary>
    AfterUnsubscribe,

    /// <summary>The subscription that its <c>subscription</c> header names.</summary>
    Subscription,

    /// <summary>The operation that its <c>receipt-id</c> names.</summary>
    Operation,
}

/// <summary>An ERROR that a session survives (A-ERR11).</summary>
/// <param name="Message">The exact <c>message</c> header.</param>
/// <param name="Scope">What it ends instead of the session.</param>
public sealed record SurvivableError(string Message, ErrorScope Scope);

/// <summary>How a broker makes, leaves and deletes durable subscriptions to topics, as data.</summary>
public sealed record DurableHabit
{
    /// <summary>The SUBSCRIBE header that carries the name; null when the subscription's id is the name.</summary>
    public string? NameHeader { get; init; }

    /// <summary>More headers for SUBSCRIBE.</summary>
    public Headers SubscribeHeaders { get; init; }

    /// <summary>More headers for the UNSUBSCRIBE that deletes. One without them leaves the subscription, and the broker goes on collecting.</summary>
    public Headers DeleteHeaders { get; init; }

    /// <summary>Whether CONNECT must carry <c>client-id</c>. Without it the broker takes the subscription for one that is not durable, and says nothing.</summary>
    public bool NeedsClientId { get; init; }

    /// <summary>Whether an UNSUBSCRIBE must have ended the consumer before another one deletes.</summary>
    public bool LeavesBeforeDeleting { get; init; }

    /// <summary>Whether at 1.0 only a subscription can be deleted whose name is the client id.</summary>
    public bool DeletesOnlyClientIdAt10 { get; init; }
}

/// <summary>What is known of a broker beyond the specification, as data.</summary>
public sealed record BrokerProfile
{
    /// <summary>Nothing is known: the specification's rules.</summary>
    public static BrokerProfile Standard { get; } = new() { Name = "standard", ServerPrefix = "" };

    /// <summary>RabbitMQ.</summary>
    public static BrokerProfile RabbitMq { get; } = new()
    {
        Name = "RabbitMQ",
        ServerPrefix = "RabbitMQ/",
        ErrorsNameReceipts = false,
        // One per delivery that was under way when UNSUBSCRIBE arrived; and a queue that was deleted or lost its node.
        Survivable =
        [
            new("Subscription not found", ErrorScope.AfterUnsubscribe),
            new("Server cancelled subscription", ErrorScope.Subscription),
        ],
        PrefetchHeader = "prefetch-count",
        MakesReplyQueues = true,
        // The id of the subscription names the queue behind it: whoever subscribes with it, on any connection, shares that queue.
        Durable = new()
        {
            SubscribeHeaders = [new("durable", "true"), new("auto-delete", "false")],
            DeleteHeaders = [new("durable", "true"), new("auto-delete", "false")],
        },
    };

    /// <summary>ActiveMQ Classic.</summary>
    public static BrokerProfile ActiveMq { get; } = new()
    {
        Name = "ActiveMQ",
        ServerPrefix = "ActiveMQ/",
        // It writes unescaped line feeds into 1.0 headers when another version's client sent them.
        LeniencyOf10 = Leniency.LinesWithoutColon,
        PrefetchHeader = "activemq.prefetchSize",
        Durable = new()
        {
            NameHeader = "activemq.subscriptionName",
            NeedsClientId = true,
            LeavesBeforeDeleting = true,
            DeletesOnlyClientIdAt10 = true,
        },
        // The connection that was lost may still count as open there.
        PassingRefusals = ["already connected from"],
    };

    /// <summary>Debian's stompserver, which speaks 1.0 only.</summary>
    public static BrokerProfile StompServer { get; } = new()
    {
        Name = "stompserver",
        ServerPrefix = "",
        SessionName = "wow",
        LeniencyOf10 = Leniency.MessagesWithoutId,
    };

    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the broker's <c>server</c> header in CONNECTED begins.</summary>
    public required string ServerPrefix { get; init; }

    /// <summary>The <c>session</c> header by which a broker is known that sends no <c>server</c>; null when that tells nothing.</summary>
    public string? SessionName { get; init; }

    /// <summary>ERRORs that a session survives.</summary>
    public ValueList<SurvivableError> Survivable { get; init; }

    /// <summary>Whether its ERRORs carry <c>receipt-id</c>. Where they do not, an ERROR refuses the only pending operation if there is exactly one.</summary>
    public bool ErrorsNameReceipts { get; init; } = true;

    /// <summary>Deviations that a normal session with this broker needs at 1.0.</summary>
    public Leniency LeniencyOf10 { get; init; }

    /// <summary>Deviations that a normal session with this broker needs at 1.1 and 1.2.</summary>
    public Leniency Leniency { get; init; }

    /// <summary>The SUBSCRIBE header that limits how many unacknowledged messages the broker sends ahead; null when there is none.</summary>
    public string? PrefetchHeader { get; init; }

    /// <summary>
    /// Whether a queue for replies exists by being named in <c>reply-to</c>: its messages come with its name as subscription id, and a SUBSCRIBE for it is an error.
    /// </summary>
    public bool MakesReplyQueues { get; init; }

    /// <summary>How durable subscriptions are made and deleted; null when nothing is known of them.</summary>
    public DurableHabit? Durable { get; init; }

    /// <summary>
    /// Parts of the <c>message</c> of ERRORs in the place of CONNECTED that pass by themselves: what is refused so is tried again like a failed dial.
    /// </summary>
    public ValueList<string> PassingRefusals { get; init; }

    /// <summary>Whether an ERROR in the place of CONNECTED passes by itself. Nothing is known of the broker then, so what one profile knows holds for all.</summary>
    internal static bool IsPassing(ServerError error, BrokerProfile? own) =>
        IsPassing(error, own?.PassingRefusals ?? default) || IsPassing(error, RabbitMq.PassingRefusals) || IsPassing(error, ActiveMq.PassingRefusals);

    private static bool IsPassing(ServerError error, ValueList<string> refusals)
    {
        foreach (var part in refusals)
        {
            if (error.Message.Contains(part, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>The profile of the broker that calls itself, or its session, so in CONNECTED.</summary>
    /// <param name="server">The <c>server</c> header, null when there was none.</param>
    /// <param name="session">The <c>session</c> header, null when there was none.</param>
    public static BrokerProfile Of(string? server, string? session) =>
        server is null ? (session is not null && session == StompServer.SessionName ? StompServer : Standard)
        : server.StartsWith(RabbitMq.ServerPrefix, StringComparison.Ordinal) ? RabbitMq
        : server.StartsWith(ActiveMq.ServerPrefix, StringComparison.Ordinal) ? ActiveMq
        : Standard;

    /// <summary>The profile's name.</summary>
    public override string ToString() => Name;
}
