using System;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

/// <summary>Slow readers, full queues, and what a step costs.</summary>
[Trait("Row", "N09")]
public class FlowTests
{
    [Theory]
    [InlineData("/q", "auto")]
    [InlineData("/q", "client")]
    [InlineData("/topic/t", "auto")]
    [InlineData("/topic/t", "client")]
    public void A_slow_reader_makes_messages_wait(string destination, string mode)
    {
        var bench = new Bench(config => config with { Limits = new() { UnwrittenMessages = 4 } });
        var a = bench.Connect("1.2").Subscribes(destination, "1", mode);
        a.IsStuck = true;
        var b = bench.Connect("1.2");
        for (var i = 1; i <= 10; i++)
            b.Sends(destination, $"{i}");
        Assert.Equal(["1", "2", "3", "4"], a.Messages.Select(message => message.GetText()));
        a.Written(a.LastTransmission - 3);
        Assert.Equal(4, a.Messages.Count);
        a.Written(a.LastTransmission - 2);
        Assert.Equal(6, a.Messages.Count);
        Invariants.Hold(bench.State);
        a.Loosen();
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"{i}"), a.Messages.Select(message => message.GetText()));
        a.Closes();
        b.Closes();
        Assert.Equal(mode == "client" && destination == "/q" ? 10 : 0, bench.State.MessageCount);
    }

    [Fact]
    public void A_slow_reader_does_not_slow_the_others()
    {
        var bench = new Bench(config => config with { Limits = new() { UnwrittenOctets = 1000 } });
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        a.IsStuck = true;
        var b = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        for (var i = 0; i < 100; i++)
            b.Sends("/q", new string('x', 500));
        Assert.Equal(2, a.Messages.Count);
        Assert.Equal(98, b.Messages.Count);
    }

    [Fact]
    public void Subscriptions_of_a_slow_reader_take_turns()
    {
        var bench = new Bench(config => config with { Limits = new() { UnwrittenMessages = 2 } });
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto").Subscribes("/r", "2", "auto").Subscribes("/topic/t", "3", "auto");
        a.IsStuck = true;
        var b = bench.Connect("1.2");
        for (var i = 0; i < 20; i++)
            b.Sends("/q", "x").Sends("/r", "x").Sends("/topic/t", "x");
        for (var i = 0; i < 9; i++)
            a.Written(a.LastTransmission);
        foreach (var id in (string[])["1", "2", "3"])
            Assert.InRange(a.Messages.Count(message => message.Headers["subscription"] == id), 5, 9);
        Invariants.Hold(bench.State);
    }

    [Fact]
    public void A_stalled_subscription_can_go()
    {
        var bench = new Bench(config => config with { Limits = new() { UnwrittenMessages = 1 } });
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto").Subscribes("/topic/t", "2", "auto");
        a.IsStuck = true;
        a.Sends("/q", "1").Sends("/q", "2").Sends("/topic/t", "3");
        a.Says("UNSUBSCRIBE", "id:2").Says("UNSUBSCRIBE", "id:1");
        Invariants.Hold(bench.State);
        var b = bench.Connect("1.1").Subscribes("/q", "9", "auto");
        Assert.Equal(["2"], b.Messages.Select(message => message.GetText()));
        a.Loosen();
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Fact]
    public void A_full_queue_refuses_the_sender()
    {
        var bench = new Bench(config => config with { Limits = new() { QueueMessages = 2 } });
        var a = bench.Connect("1.2").Sends("/q", "1").Sends("/q", "2").Sends("/r", "3");
        a.Sends("/q", "4", "receipt:r");
        bench.Expect(
            "A ERROR{receipt-id:r; content-type:text/plain; message:no room for the message}\"Too much is waiting already, at \"/q\" or in all.\"",
            "A half-close");
        Assert.Equal(3, bench.State.MessageCount);
    }

    [Theory]
    [InlineData(3, 1_000_000)]
    [InlineData(1_000_000, 1_300)]
    public void A_full_broker_refuses_the_sender(int messages, long octets)
    {
        var bench = new Bench(config => config with { Limits = new() { Messages = messages, Octets = octets } });
        var a = bench.Connect("1.2").Says("BEGIN", "transaction:t");
        a.Sends("/a", new string('x', 100)).Sends("/b", new string('x', 100)).Sends("/c", new string('x', 100), "transaction:t");
        bench.Expect();
        a.Sends("/d", new string('x', 100), "transaction:t");
        Assert.StartsWith("A ERROR{content-type:text/plain; message:no room for the message}", bench.Take()[0]);
        Assert.Equal(2, bench.State.MessageCount);
    }

    [Fact]
    public void A_transaction_finds_room_whole_or_not_at_all()
    {
        var bench = new Bench(config => config with { Limits = new() { QueueMessages = 2 } });
        var a = bench.Connect("1.2").Says("BEGIN", "transaction:t");
        a.Sends("/q", "1", "transaction:t").Sends("/q", "2", "transaction:t").Sends("/q", "3", "transaction:t");
        a.Says("COMMIT", "transaction:t");
        Assert.StartsWith("A ERROR{content-type:text/plain; message:no room for the messages}", bench.Take()[0]);
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Fact]
    public void A_subscriber_of_a_topic_that_is_too_slow_is_told_so()
    {
        var bench = new Bench(config => config with { Limits = new() { UnwrittenMessages = 1, QueueMessages = 2 } });
        var a = bench.Connect("1.2").Subscribes("/topic/t", "1", "auto");
        a.IsStuck = true;
        var b = bench.Connect("1.2").Sends("/topic/t", "1").Sends("/topic/t", "2").Sends("/topic/t", "3");
        bench.Forget();
        b.Sends("/topic/t", "4", "receipt:r");
        bench.Expect(
            "A note SlowReader: Too much waits for a subscription of \"/topic/t\".",
            "A ERROR{content-type:text/plain; message:too slow}\"Too much waits for a subscription of \"/topic/t\".\"",
            "A half-close",
            "B RECEIPT{receipt-id:r}");
        Invariants.Hold(bench.State);
        Assert.Equal(1, bench.State.MessageCount);
    }

    [Fact]
    public void A_client_that_never_reads_its_receipts_is_cut_off()
    {
        var bench = new Bench(config => config with { Limits = new() { UnwrittenReplyOctets = 10_000 } });
        var a = bench.Connect("1.2");
        a.IsStuck = true;
        for (var i = 0; bench.State.LinkCount > 0; i++)
        {
            Assert.InRange(i, 0, 200);
            a.Sends("/topic/t", "x", "receipt:1");
        }

        Assert.Equal(["A note SlowReader: The client does not read its receipts.", "A close"], bench.Take()[^2..]);
        bench.ExpectNothingLeft();
    }

    [Fact]
    public void Subscriptions_and_transactions_are_bounded()
    {
        var bench = new Bench(config => config with { Limits = new() { Subscriptions = 1, Transactions = 1 } });
        bench.Connect("1.2").Subscribes("/q", "1", "auto").Subscribes("/q", "2", "auto");
        Assert.StartsWith("A ERROR{content-type:text/plain; message:too many subscriptions}", bench.Take()[0]);
        bench.Connect("1.2").Says("BEGIN", "transaction:1").Says("BEGIN", "transaction:2");
        Assert.StartsWith("B ERROR{content-type:text/plain; message:too many transactions}", bench.Take()[0]);
    }

    /// <summary>Counted in octets allocated, which are the same on every machine: a step may cost a little more where there is more to balance.</summary>
    [Theory]
    [InlineData("acknowledge")]
    [InlineData("settle all")]
    [InlineData("send and wait")]
    [InlineData("send and deliver")]
    [InlineData("record")]
    public void A_step_costs_about_the_same_with_10_and_with_10_000_pending(string what)
    {
        Cost(what, 10);
        var few = Cost(what, 10);
        var many = Cost(what, 10_000);
        Assert.InRange(many, 1, few * 4);
    }

    private static long Cost(string what, int pending)
    {
        var bench = new Bench();
        var a = bench.Connect("1.1").Says("BEGIN", "transaction:t");
        if (what != "send and wait")
            a.Subscribes("/q", "1", what == "settle all" ? "client" : "client-individual");
        for (var i = 0; i < pending; i++)
            a.Sends("/q", "x", what == "record" ? ["transaction:t"] : []);
        if (what == "settle all")
            a.Says("ACK", "subscription:1", $"message-id:m{pending - 1}");
        var frame = what switch
        {
            "acknowledge" => Client.Make("ACK", "", "subscription:1", $"message-id:m{pending / 2}"),
            "settle all" => Client.Make("ACK", "", "subscription:1", $"message-id:m{pending}"),
            "record" => Client.Make("SEND", "x", "destination:/q", "transaction:t"),
            _ => Client.Make("SEND", "x", "destination:/q"),
        };
        var happening = new BrokerEvent.Received(bench.Now, a.Link, Payload.Copy(a.Encode(frame)));
        // A window doubles now and then; the step after that is the typical one.
        var costs = new long[5];
        var state = bench.State;
        for (var i = 0; i < costs.Length; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var next = Broker.Step(state, happening).State;
            costs[i] = GC.GetAllocatedBytesForCurrentThread() - before;
            if (frame.Command == Command.Send)
                state = next;
        }

        return costs.Min();
    }
}
