using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Receipts of the real brokers.</summary>
[Trait("Row", "M24")]
[Recorded]
public sealed class ReceiptTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    public async Task Every_kind_of_frame_can_be_confirmed(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        var messages = await stomp.SubscribeAsync(queue, AckMode.Client, Real.Subscribed, Real.Soon);
        var sent = await stomp.TrySendAsync(queue, "1", Real.Receipted, Real.Soon);
        Assert.IsType<Outcome.Confirmed>(sent);
        sent.EnsureConfirmed();
        await (await messages.NextAsync()).AckAsync(Real.Confirmed, Real.Soon);
        var transaction = await stomp.BeginAsync(null, Real.Confirmed, Real.Soon);
        await transaction.AbortAsync(Real.Confirmed, Real.Soon);
        var another = await stomp.BeginAsync(null, Real.Confirmed, Real.Soon);
        await another.CommitAsync(Real.Confirmed, Real.Soon);
        Assert.IsType<Outcome.Confirmed>(await stomp.TrySendAsync(queue, "2", new() { ReceiptId = "my-own" }, Real.Soon));
        if (broker != Broker.StompServer)
            await messages.UnsubscribeAsync(Real.Confirmed, Real.Soon);
        var unasked = await stomp.TrySendAsync(queue, "3", cancellationToken: Real.Soon);
        Assert.IsType<Outcome.Sent>(unasked);
        Assert.Throws<StompException>(unasked.EnsureConfirmed);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M25")]
    public async Task Five_hundred_in_a_row_are_confirmed_and_arrive_in_order(Broker broker, StompVersion version)
    {
        const int Count = 500;
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        var sends = new List<Task<Outcome>>();
        for (var i = 0; i < Count; i++)
            sends.Add(stomp.TrySendAsync(queue, FormattableString.Invariant($"{i}"), Real.Receipted, Real.Soon));
        var outcomes = await Task.WhenAll(sends).InTimeAsync();
        Assert.All(outcomes, outcome => Assert.IsType<Outcome.Confirmed>(outcome));

        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var texts = new List<string>();
        await foreach (var message in messages)
        {
            texts.Add(message.GetText());
            if (texts.Count == Count)
                break;
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => FormattableString.Invariant($"{i}")), texts);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, From = StompVersion.V11)]
    public async Task A_receipt_id_may_hold_every_special_character(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        foreach (var id in (string[])[" padded ", "a:b", @"back\slash", "line\nfeed", "漢字"])
            Assert.IsType<Outcome.Confirmed>(await stomp.TrySendAsync(Real.Queue(), "", new SendOptions { ReceiptId = id }, Real.Soon));
    }
}
