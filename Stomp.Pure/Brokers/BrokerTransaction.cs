using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>What a transaction will do when it is committed, by rising keys.</summary>
internal sealed record BrokerTransaction
{
    public Window<Intent> Intents { get; init; }

    public BrokerTransaction Add(Intent intent) =>
        this with { Intents = Intents.Add(Intents.Count, intent) };
}

/// <summary>One thing that a transaction will do.</summary>
internal abstract record Intent
{
    private Intent()
    {
    }

    /// <summary>A message will be sent.</summary>
    public sealed record Send(Content Content) : Intent;

    /// <summary>A delivery will be settled. Until then nobody else gets it (A-TXACK).</summary>
    public sealed record Settle(long Subscription, long Delivery, Held Held, bool Accept) : Intent;
}
