using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Another client at the other end: two mistakes of ours that cancel each other out would show.</summary>
[Recorded]
public sealed class ForeignTests
{
    private const string Awkward = "a:b\\c\nd\\e ü";

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M24")]
    public async Task What_is_sent_is_read_by_somebody_else_to_the_octet(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(server));
        var queue = Real.Queue();
        byte[] octets = [0, 1, (byte)'\n', 0, 0xFF];
        await stomp.SendAsync(queue, "Grüße", Real.Receipted with { ContentType = "text/plain;charset=utf-8", Headers = [new Header("kind", "text")] }, Real.Soon);
        await stomp.SendAsync(queue, octets, Real.Receipted with { Headers = [new Header("kind", "octets")] }, Real.Soon);
        // without a receipt as well, and the goodbye says when it was read
        await stomp.SendAsync(queue, "last", cancellationToken: Real.Soon);
        Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync().InTimeAsync());

        var read = await new ForeignClient(server.Port).ReceiveAsync(queue, 3);
        Assert.Equal("Grüße", read[0].Text);
        Assert.Equal(("text/plain;charset=utf-8", "text"), (read[0].Headers["content-type"], read[0].Headers["kind"]));
        Assert.Equal(octets, read[1].Body);
        Assert.Equal("octets", read[1].Headers["kind"]);
        Assert.Equal("last", read[2].Text);
        Assert.Equal(0, await Witness.MessagesAsync(server, queue));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M30")]
    public async Task What_is_escaped_here_is_read_there(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port));
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "x", Real.Receipted with { Headers = [new Header("note", Awkward)] }, Real.Soon);
        var read = Assert.Single(await new ForeignClient(server.Port).ReceiveAsync(queue, 1));
        Assert.Equal(Awkward, read.Headers["note"]);
        Assert.Contains("\nnote:a\\cb\\\\c\\nd\\\\e ü\n", Assert.Single(wire.Last.ToBroker.FramesOf("SEND")), StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M30")]
    public async Task What_is_escaped_there_is_read_here(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        var queue = Real.Queue();
        await new ForeignClient(server.Port).SendAsync(queue, "x", ("note", Awkward));
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(server));
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal(Awkward, (await messages.NextAsync()).Headers["note"]);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M25")]
    public async Task A_handler_gets_what_somebody_else_sends_under_the_id_that_was_given(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port));
        var queue = Real.Queue();
        var came = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await stomp.SubscribeAsync(
            queue,
            async (message, _) =>
            {
                await message.AckAsync(Real.Confirmed);
                came.TrySetResult(message.GetText());
            },
            AckMode.ClientIndividual,
            Real.Subscribed with { Id = "mine" },
            Real.Soon);
        Assert.Equal("mine", subscription.Id);
        await new ForeignClient(server.Port).SendAsync(queue, "for the handler");
        Assert.Equal("for the handler", await came.Task.InTimeAsync());

        Assert.Contains("\nid:mine\n", Assert.Single(wire.Last.ToBroker.FramesOf("SUBSCRIBE")), StringComparison.Ordinal);
        Assert.Contains("\nack:client-individual\n", wire.Last.ToBroker.FramesOf("SUBSCRIBE")[0], StringComparison.Ordinal);
        Assert.Contains("\nsubscription:mine\n", Assert.Single(wire.Last.ToClient.FramesOf("MESSAGE")), StringComparison.Ordinal);
        if (server is RabbitMqBroker rabbit)
            Assert.Equal((0, 0, 1), await Witness.QueueAsync(rabbit, queue));
        else
            Assert.Equal(0, await Witness.MessagesAsync(server, queue));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "N05")]
    public async Task Somebody_else_answers_a_question(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(server));
        var replying = new ForeignClient(server.Port).ReplyAsync(queue, 3, "answer to ");
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => stomp.RequestAsync(queue, $"question {i}", Real.Patience))).InTimeAsync();
        Assert.Equal(["answer to question 0", "answer to question 1", "answer to question 2"], answers.Select(answer => answer.GetText()));
        await replying.InTimeAsync();
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "N05")]
    public async Task Somebody_else_is_answered(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        var (questions, answers) = (Real.Queue(), Real.Queue());
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(server));
        await using var service = await stomp.RespondAsync(questions, question => question.GetText() + "!", Real.Soon);
        var foreigner = new ForeignClient(server.Port);
        await foreigner.SendAsync(questions, "there", ("reply-to", answers), ("correlation-id", "c:1"));
        var answer = Assert.Single(await foreigner.ReceiveAsync(answers, 1));
        Assert.Equal(("there!", "c:1"), (answer.Text, answer.Headers["correlation-id"]));
    }

    /// <summary>What a transaction holds is seen by nobody before its COMMIT, by everybody after it, and never after an ABORT.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M37")]
    [Trait("Row", "M38")]
    [Trait("Row", "M39")]
    public async Task The_broker_itself_counts_what_a_transaction_leaves(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port));
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "outside", Real.Receipted, Real.Soon);

        var kept = await stomp.BeginAsync("kept", new() { WaitForReceipt = true, Headers = [new Header("why", "test")] }, Real.Soon);
        await kept.SendAsync(queue, "1", cancellationToken: Real.Soon);
        await kept.SendAsync(queue, "2", cancellationToken: Real.Soon);
        Assert.Equal(1, await Witness.MessagesAsync(server, queue));
        await kept.CommitAsync(Real.Confirmed, Real.Soon);
        await Witness.UntilAsync(async () => await Witness.MessagesAsync(server, queue) == 3, "the committed ones are there");

        await using (var dropped = await stomp.BeginAsync("dropped", cancellationToken: Real.Soon))
        {
            await dropped.SendAsync(queue, "3", cancellationToken: Real.Soon);
            await dropped.AbortAsync(Real.Confirmed, Real.Soon);
        }

        await using (var left = await stomp.BeginAsync(cancellationToken: Real.Soon))
            await left.SendAsync(queue, "4", cancellationToken: Real.Soon);
        // behind whatever the scope left behind
        await stomp.SendAsync(queue, "end", Real.Receipted, Real.Soon);
        Assert.Equal(4, await Witness.MessagesAsync(server, queue));
        Assert.Equal(["outside", "1", "2", "end"], (await new ForeignClient(server.Port).ReceiveAsync(queue, 4)).Select(message => message.Text));

        var said = wire.Last.ToBroker;
        Assert.Contains("\ntransaction:kept\n", said.FramesOf("BEGIN")[0], StringComparison.Ordinal);
        Assert.Contains("\nwhy:test\n", said.FramesOf("BEGIN")[0], StringComparison.Ordinal);
        Assert.Equal((1, 2), (said.FramesOf("COMMIT").Count, said.FramesOf("ABORT").Count));
    }

    /// <summary>Octets of a foreign sender that are no UTF-8.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M16")]
    public async Task Ill_formed_text_of_somebody_else_is_replaced_or_an_error_as_one_likes(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        var queue = Real.Queue();
        byte[] illFormed = [(byte)'a', 0xC3, (byte)'b'];
        await new ForeignClient(server.Port).SendAsync(queue, illFormed);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(server));
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var message = await messages.NextAsync();
        Assert.Equal(illFormed, message.Body.ToArray());
        Assert.Equal("a\uFFFDb", message.GetText());
        Assert.Throws<DecoderFallbackException>(() => message.GetText(TextPolicy.Strict));
    }
}
