using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

/// <summary>What is true of every state of a broker, whatever happened.</summary>
internal static class Invariants
{
    public static void Hold(BrokerState state)
    {
        var open = state.Links.Select(entry => entry.Value).OfType<Link.Open>().ToList();
        CountEveryMessage(state, open);
        WakeEveryLink(state);
        FindEverySubscription(state, open);
        foreach (var link in open)
            AgreeWithItself(state, link);
    }

    private static void CountEveryMessage(BrokerState state, List<Link.Open> open)
    {
        var sizes = state.Queues.SelectMany(entry => entry.Value.Backlog.Waiting).Select(entry => entry.Value.Size)
            .Concat(open.SelectMany(link => link.Subscriptions).SelectMany(entry => entry.Value.Backlog.Waiting.Concat(entry.Value.Pending)).Select(entry => entry.Value.Size))
            .Concat(open.SelectMany(link => link.Transactions).SelectMany(entry => entry.Value.Intents).Select(entry => SizeOf(entry.Value)))
            .Concat(state.Links.SelectMany(entry => OutboxOf(entry.Value).Unwritten).Where(entry => entry.Value.Auto is not null).Select(entry => entry.Value.Auto!.Value.Size))
            .ToList();
        Assert.Equal((sizes.Count, sizes.Sum(size => (long)size)), (state.MessageCount, state.OctetCount));
        Assert.All(state.Queues, entry => Assert.Equal(entry.Value.Backlog.Waiting.Sum(held => (long)held.Value.Size), entry.Value.Backlog.Octets));
    }

    private static int SizeOf(Intent intent) => intent switch
    {
        Intent.Send send => send.Content.Size,
        Intent.Settle settle => settle.Held.Size,
        _ => 0,
    };

    private static Outbox OutboxOf(Link link) => link switch
    {
        Link.Open open => open.Outbox,
        Link.Lingering lingering => lingering.Outbox,
        _ => default,
    };

    private static void WakeEveryLink(BrokerState state)
    {
        var due = state.Links.Select(entry => entry.Value.Due).OfType<BrokerDeadline>().Order().ToList();
        Assert.Equal(due, state.Deadlines.Select(entry => entry.Key));
        Assert.Equal(due.Count == 0 ? null : due[0], Broker.NextDeadline(state));
    }

    private static void FindEverySubscription(BrokerState state, List<Link.Open> open)
    {
        var all = open.SelectMany(link => link.Subscriptions.Select(entry => (Link: link.Number, Subscription: entry.Value))).ToList();
        foreach (var (name, queue) in state.Queues)
        {
            Assert.False(queue.IsIdle);
            var own = all.Where(entry => !entry.Subscription.IsTopic && entry.Subscription.Destination == name).ToList();
            Assert.Equal(own.Count, queue.Consumers);
            Assert.Equal(
                own.Where(entry => entry.Subscription.StalledAt == 0).Select(entry => KeyValuePair.Create(entry.Subscription.Key, entry.Link)).OrderBy(entry => entry.Key),
                queue.Ready);
        }

        var topics = all.Where(entry => entry.Subscription.IsTopic).ToList();
        Assert.Equal(topics.Select(entry => entry.Subscription.Destination).Distinct().Count(), state.Topics.Count);
        Assert.All(topics, entry => Assert.True(state.Topics.TryGet(entry.Subscription.Destination, out var topic) && topic.ContainsKey(entry.Subscription.Key)));
        Assert.Equal(all.Count - topics.Count, state.Queues.Sum(entry => entry.Value.Consumers));
    }

    private static void AgreeWithItself(BrokerState state, Link.Open link)
    {
        var subscriptions = link.Subscriptions.Select(entry => entry.Value).ToList();
        Assert.Equal(subscriptions.Where(one => one.Id is not null).Select(one => one.Key).Order(), link.Ids.Select(entry => entry.Value).Order());
        Assert.Equal(
            subscriptions.Where(one => one.StalledAt != 0).OrderBy(one => one.StalledAt).Select(one => KeyValuePair.Create(one.StalledAt, one.Key)),
            link.Stalled);
        var named = link.Dialect.AckForm == AckForm.AckId
            ? []
            : subscriptions.SelectMany(one => one.Pending.Select(entry => KeyValuePair.Create(new MessageKey(entry.Value.Message.Number, one.Key), entry.Key)));
        Assert.Equal(named.OrderBy(entry => entry.Key), link.Deliveries);
        var unwritten = link.Outbox.Unwritten.Select(entry => entry.Value).ToList();
        Assert.Equal(
            (unwritten.Count(one => one.IsMessage), unwritten.Where(one => one.IsMessage).Sum(one => (long)one.Octets), unwritten.Where(one => !one.IsMessage).Sum(one => (long)one.Octets)),
            (link.Outbox.Messages, link.Outbox.MessageOctets, link.Outbox.ReplyOctets));
        Assert.True(link.Outbox.Messages <= state.Config.Limits.UnwrittenMessages);
        Assert.All(subscriptions, one => Assert.True(one.Backlog.IsEmpty || one.StalledAt != 0));
    }
}
