using System;
using System.Text;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Everything that has an id can be reached by it, and every frame takes headers and a receipt id of the caller's.</summary>
[Recorded]
public sealed class ByIdTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M26")]
    public async Task A_subscription_ends_by_its_destination_or_id_and_several_are_named(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var (one, two) = (Real.Queue(), Real.Queue());
        await using var first = await stomp.SubscribeAsync(one, AckMode.Auto, new() { Id = "first" }, Real.Soon);
        await using var second = await stomp.SubscribeAsync(two, cancellationToken: Real.Soon);
        await using var third = await stomp.SubscribeAsync(one, AckMode.Auto, new() { Id = "third" }, Real.Soon);
        var several = await Assert.ThrowsAsync<StompRejectedException>(() => stomp.UnsubscribeAsync(one, cancellationToken: Real.Soon));
        Assert.Contains("first, third", several.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<StompRejectedException>(() => stomp.UnsubscribeByIdAsync("other", cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.Unknown, none.Rejection.Kind);

        await stomp.UnsubscribeAsync(two, Real.Confirmed, Real.Soon);
        await stomp.UnsubscribeByIdAsync("first", Real.Confirmed, Real.Soon);
        Assert.False(await first.Messages.WaitToReadAsync(Real.Soon));
        Assert.False(await second.Messages.WaitToReadAsync(Real.Soon));
        await stomp.SendAsync(one, "to the one that is left", Real.Receipted, Real.Soon);
        Assert.Equal("to the one that is left", (await third.NextAsync()).GetText());
        await stomp.UnsubscribeAsync(one, Real.Confirmed, Real.Soon);
        await Assert.ThrowsAsync<StompRejectedException>(() => stomp.UnsubscribeAsync(one, cancellationToken: Real.Soon));

        // the broker has no consumer left: what is sent now waits for the next
        await stomp.SendAsync(one, "waits", Real.Receipted, Real.Soon);
        await stomp.SendAsync(two, "waits", Real.Receipted, Real.Soon);
        await using var next = await stomp.SubscribeAsync(two, cancellationToken: Real.Soon);
        Assert.Equal("waits", (await next.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M27"), Trait("Row", "M37"), Trait("Row", "M38"), Trait("Row", "M39")]
    public async Task Messages_are_acknowledged_and_transactions_led_by_id(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using (var stomp = await Real.OpenAsync(broker, version))
        {
            await stomp.BeginAsync("given", cancellationToken: Real.Soon);
            await stomp.SendAsync(queue, "1", new() { Transaction = "given" }, Real.Soon);
            await stomp.SendAsync(queue, "2", new() { Transaction = "given" }, Real.Soon);
            await stomp.CommitAsync("given", Real.Confirmed, Real.Soon);
            await stomp.BeginAsync("dropped", cancellationToken: Real.Soon);
            await stomp.SendAsync(queue, "never", new() { Transaction = "dropped" }, Real.Soon);
            await stomp.AbortAsync("dropped", Real.Confirmed, Real.Soon);
            var unknown = Assert.IsType<Outcome.Rejected>(await stomp.TrySendAsync(queue, "", new SendOptions { Transaction = "dropped" }, Real.Soon));
            Assert.Equal(RejectionKind.Unknown, unknown.Why.Kind);
            await Assert.ThrowsAsync<StompRejectedException>(() => stomp.CommitAsync("given", cancellationToken: Real.Soon));

            await using var messages = await stomp.SubscribeAsync(queue, Real.OneByOne(version), Real.Subscribed, Real.Soon);
            var (one, two) = (await messages.NextAsync(), await messages.NextAsync());
            Assert.Equal(["1", "2"], [one.GetText(), two.GetText()]);
            await stomp.AckAsync(IdOf(one, version), messages.Id, options: Real.Confirmed, cancellationToken: Real.Soon);
            var begun = await stomp.BeginAsync(cancellationToken: Real.Soon);
            await stomp.AckAsync(IdOf(two, version), transaction: begun.Id, cancellationToken: Real.Soon);
            await stomp.CommitAsync(begun.Id, Real.Confirmed, Real.Soon);
            await Assert.ThrowsAsync<StompRejectedException>(() => stomp.AckAsync(IdOf(one, version), cancellationToken: Real.Soon));
        }

        // the broker's own view: nothing comes again
        await using var other = await Real.OpenAsync(broker, version);
        await using var rest = await other.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await other.SendAsync(queue, "the only one", Real.Receipted, Real.Soon);
        Assert.Equal("the only one", (await rest.NextAsync()).GetText());
        if (await Real.SharedAsync(broker) is RabbitMqBroker rabbit)
            Assert.Contains($"{queue["/queue/".Length..]}\t0\t0", await rabbit.ControlAsync("list_queues", "name", "messages_ready", "messages_unacknowledged"), StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq)]
    [EveryBroker(Broker.RabbitMq, From = StompVersion.V11)]
    [Trait("Row", "M28")]
    public async Task A_message_is_refused_by_its_id_with_headers(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        await stomp.SendAsync(queue, "again", Real.Receipted, Real.Soon);
        await stomp.NackAsync(IdOf(await messages.NextAsync(), version), cancellationToken: Real.Soon);
        var again = await messages.NextAsync();
        Assert.True(again.IsRedelivered);
        await stomp.NackAsync(IdOf(again, version), messages.Id, options: new() { Headers = [new("requeue", "false")], ReceiptId = "mine" }, cancellationToken: Real.Soon);
        var listed = await ((RabbitMqBroker)await Real.SharedAsync(broker)).ControlAsync("list_queues", "name", "messages");
        Assert.Contains($"{queue["/queue/".Length..]}\t0", listed, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M22"), Trait("Row", "M21")]
    public async Task Every_frame_takes_headers_and_a_receipt_id_and_refuses_what_repeats_an_argument(Broker broker, StompVersion version)
    {
        var (queue, tap) = (Real.Queue(), new Tap());
        var options = (await Real.OptionsAsync(broker)).WithVersions(version).WithTransport(tap) with { ConnectHeaders = [new("x-frame", "connect")] };
        var stomp = await Real.OpenAsync(options);
        await using (stomp)
        {
            await using var messages = await stomp.SubscribeAsync(queue, Real.OneByOne(version), new() { ReceiptId = "r-subscribe", Headers = [new("x-frame", "subscribe")] }, Real.Soon);
            await stomp.SendAsync(queue, "body", new() { ReceiptId = "r-send", Headers = [new("x-frame", "send")] }, Real.Soon);
            var transaction = await stomp.BeginAsync("t", With("begin"), Real.Soon);
            await transaction.AckAsync(await messages.NextAsync(), With("ack") with { ReceiptId = null }, Real.Soon);
            await transaction.CommitAsync(With("commit"), Real.Soon);
            await (await stomp.BeginAsync("u", cancellationToken: Real.Soon)).AbortAsync(With("abort"), Real.Soon);
            if (version != StompVersion.V10)
            {
                await stomp.SendAsync(queue, "to be refused", Real.Receipted, Real.Soon);
                await (await messages.NextAsync()).NackAsync(With("nack"), Real.Soon);
            }

            foreach (var name in (string[])["receipt", "transaction", "content-length"])
            {
                FrameOptions repeated = new() { Headers = [new(name, "1")] };
                await Rejects(() => stomp.BeginAsync(null, repeated, Real.Soon));
                await Rejects(() => messages.UnsubscribeAsync(repeated, Real.Soon));
                await Rejects(() => stomp.SubscribeAsync(queue, AckMode.Auto, new() { Headers = repeated.Headers }, Real.Soon));
            }

            foreach (var name in (string[])["id", "destination", "ack"])
                await Rejects(() => stomp.SubscribeAsync(queue, AckMode.Auto, new() { Headers = [new(name, "1")] }, Real.Soon));
            await Rejects(() => messages.UnsubscribeAsync(new() { Headers = [new("id", "1")] }, Real.Soon));
            await Rejects(() => stomp.SendAsync(queue, "", new() { ContentType = "text/plain", Headers = [new("content-type", "text/html")] }, Real.Soon));
            await Rejects(() => stomp.RequestAsync(queue, "", TimeSpan.FromSeconds(5), new() { Headers = [new("reply-to", "/queue/x")] }, Real.Soon));
            await messages.UnsubscribeAsync(With("unsubscribe"), Real.Soon);
            Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync(With("disconnect"), Real.Soon));
        }

        var written = Encoding.UTF8.GetString(tap.Written).Split('\0');
        string[] nack = version == StompVersion.V10 ? [] : ["NACK"];
        foreach (var frame in (string[])["CONNECT", "SUBSCRIBE", "SEND", "BEGIN", "ACK", .. nack, "COMMIT", "ABORT", "UNSUBSCRIBE", "DISCONNECT"])
        {
            var text = Assert.Single(written, text => text.TrimStart().StartsWith(frame + "\n", StringComparison.Ordinal) && text.Contains("x-frame", StringComparison.Ordinal));
            Assert.Contains($"\nx-frame:{frame.ToLowerInvariant()}\n", text, StringComparison.Ordinal);
            if (frame is not ("CONNECT" or "ACK"))
                Assert.Contains($"\nreceipt:r-{frame.ToLowerInvariant()}\n", text, StringComparison.Ordinal);
        }

        var read = Encoding.UTF8.GetString(tap.Read);
        Assert.All((string[])["subscribe", "send", "begin", .. nack, "commit", "abort", "unsubscribe", "disconnect"], name => Assert.Contains($"receipt-id:r-{name.ToLowerInvariant()}\n", read, StringComparison.Ordinal));

        static FrameOptions With(string frame) => new() { ReceiptId = "r-" + frame, Headers = [new("x-frame", frame)] };

        static async Task Rejects(Func<Task> call) =>
            Assert.Equal(RejectionKind.InvalidArgument, (await Assert.ThrowsAsync<StompRejectedException>(call)).Rejection.Kind);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, "prefetch-count")]
    [InlineData(Broker.ActiveMq, "activemq.prefetchSize")]
    [Trait("Row", "M25")]
    public async Task The_broker_sends_ahead_what_the_prefetch_allows_whichever_way_it_is_given(Broker broker, string header)
    {
        var server = await Real.SharedAsync(broker);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(server));
        foreach (var options in (SubscribeOptions[])[new() { Prefetch = 2 }, new() { Headers = [new(header, "2")] }])
        {
            var queue = Real.Queue();
            for (var i = 1; i <= 4; i++)
                await stomp.SendAsync(queue, $"{i}", Real.Receipted, Real.Soon);
            // RabbitMQ counts for the whole connection from then on
            await using var wire = new Wire(server.Port);
            await using var own = await Real.OpenAsync(Real.OptionsFor(wire.Port));
            await using var messages = await own.SubscribeAsync(queue, AckMode.ClientIndividual, options with { WaitForReceipt = true }, Real.Soon);
            var (first, second) = (await messages.NextAsync(), await messages.NextAsync());
            // whatever the broker had sent ahead would be here before this receipt
            await own.SendAsync(Real.Queue(), "", Real.Receipted, Real.Soon);
            await own.SendAsync(Real.Queue(), "", Real.Receipted, Real.Soon);
            Assert.False(messages.Messages.TryRead(out _));
            Assert.Contains($"\n{header}:2\n", Assert.Single(wire.Last.ToBroker.FramesOf("SUBSCRIBE")), StringComparison.Ordinal);
            Assert.Equal(2, wire.Last.ToClient.FramesOf("MESSAGE").Count);
            if (server is RabbitMqBroker rabbit)
                Assert.Equal((4, 2, 1), await Witness.QueueAsync(rabbit, queue));
            await first.AckAsync(cancellationToken: Real.Soon);
            Assert.Equal("3", (await messages.NextAsync()).GetText());
            await second.AckAsync(cancellationToken: Real.Soon);
            Assert.Equal("4", (await messages.NextAsync()).GetText());
        }
    }

    private static string IdOf(StompMessage message, StompVersion version) => version == StompVersion.V12 ? message.Headers["ack"]! : message.MessageId;
}
