using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Text in any encoding, strict or replacing, and what content-length means to ActiveMQ.</summary>
[Recorded]
public sealed class TextTests
{
    private static readonly Encoding Latin = Encoding.Latin1;

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M16"), Trait("Row", "M17")]
    public async Task Text_goes_by_the_charset_else_by_the_encoding_and_strict_loses_nothing(Broker broker, StompVersion version)
    {
        var options = (await Real.OptionsAsync(broker)).WithVersions(version);
        await using var latin = await Real.OpenAsync(options.WithEncoding(Latin).WithTextPolicy(TextPolicy.Strict));
        await using var plain = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var messages = await latin.SubscribeAsync(queue, cancellationToken: Real.Soon);

        await latin.SendAsync(queue, "Grüße", Real.Receipted, Real.Soon);
        var own = await messages.NextAsync();
        Assert.Equal("text/plain;charset=iso-8859-1", own.ContentType);
        Assert.Equal(Latin.GetBytes("Grüße"), own.Body.ToArray());
        Assert.Equal("Grüße", own.GetText());

        // no charset: the encoding of whoever reads and writes
        await latin.SendAsync(queue, "{\"ü\":1}", new() { ContentType = "application/json" }, Real.Soon);
        var json = await messages.NextAsync();
        Assert.Equal(Latin.GetBytes("{\"ü\":1}"), json.Body.ToArray());
        Assert.Equal("{\"ü\":1}", json.GetText());

        // a charset beats the encoding, given as option or as header
        await latin.SendAsync(queue, "漢字", new() { ContentType = "text/plain;charset=utf-16" }, Real.Soon);
        Assert.Equal("漢字", (await messages.NextAsync()).GetText());
        await plain.SendAsync(queue, "Grüße", new() { Headers = [new("content-type", "text/plain; charset=\"iso-8859-1\"")] }, Real.Soon);
        Assert.Equal(Latin.GetBytes("Grüße"), (await messages.NextAsync()).Body.ToArray());

        // what the charset cannot carry
        await Assert.ThrowsAsync<EncoderFallbackException>(() => latin.SendAsync(queue, "漢", cancellationToken: Real.Soon));
        await plain.SendAsync(queue, "漢", new() { ContentType = "text/plain;charset=iso-8859-1" }, Real.Soon);
        Assert.Equal("?", (await messages.NextAsync()).GetText());
        await plain.SendAsync(queue, new byte[] { (byte)'a', 0xFF }, new() { ContentType = "text/plain;charset=utf-8" }, Real.Soon);
        var broken = await messages.NextAsync();
        Assert.Throws<DecoderFallbackException>(() => broken.GetText());
        Assert.Equal("a\uFFFD", broken.GetText(TextPolicy.Replace));
        await plain.SendAsync(queue, "", new() { ContentType = "text/plain;charset=utf-8" }, Real.Soon);
        Assert.Equal("", (await messages.NextAsync()).GetText());
    }

    /// <summary>The octets are written down here, and nobody but a foreign client reads or writes them at the other end.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M17")]
    public async Task Octets_of_Latin_1_go_to_somebody_else_and_come_from_there(Broker broker)
    {
        byte[] octets = [0x47, 0x72, 0xFC, 0xDF, 0x65];
        var server = await Real.SharedAsync(broker);
        var foreign = new ForeignClient(server.Port);
        await using var latin = await Real.OpenAsync(Real.OptionsFor(server).WithEncoding(Latin).WithTextPolicy(TextPolicy.Strict));
        var (there, back) = (Real.Queue(), Real.Queue());
        await latin.SendAsync(there, "Grüße", Real.Receipted, Real.Soon);
        await latin.SendAsync(there, "Grüße", Real.Receipted with { ContentType = "text/x-mine" }, Real.Soon);
        var read = await foreign.ReceiveAsync(there, 2);
        Assert.Equal(["text/plain;charset=iso-8859-1", "text/x-mine"], read.Select(message => message.Headers["content-type"]));
        Assert.All(read, message => Assert.Equal(octets, message.Body));

        await using var plain = await Real.OpenAsync(Real.OptionsFor(server).WithTextPolicy(TextPolicy.Strict));
        // no charset: the encoding of whoever reads
        await foreign.SendAsync(back, octets);
        await using (var messages = await latin.SubscribeAsync(back, AckMode.Auto, Real.Subscribed, Real.Soon))
            Assert.Equal("Grüße", (await messages.NextAsync()).GetText());
        await foreign.SendAsync(back, octets, ("content-type", "text/plain;charset=ISO-8859-1"));
        await using var more = await plain.SubscribeAsync(back, AckMode.Auto, Real.Subscribed, Real.Soon);
        Assert.Equal("Grüße", (await more.NextAsync()).GetText());
        await foreign.SendAsync(back, octets);
        var unsaid = await more.NextAsync();
        Assert.Throws<DecoderFallbackException>(() => unsaid.GetText());
    }

    /// <summary>What ActiveMQ makes of the header is shown below; here the header itself, by the connection and by the send, and that nobody loses the body.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M18")]
    public async Task Content_length_is_on_the_wire_or_not_by_the_connection_and_by_the_send(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var with = await Real.OpenAsync(Real.OptionsFor(wire.Port));
        await using var without = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithContentLength(ContentLengthMode.AsGiven));
        var queue = Real.Queue();
        await with.SendAsync(queue, "one", Real.Receipted, Real.Soon);
        await with.SendAsync(queue, "two", Real.Receipted with { ContentLength = ContentLengthMode.AsGiven }, Real.Soon);
        await without.SendAsync(queue, "three", Real.Receipted, Real.Soon);
        await without.SendAsync(queue, "four", Real.Receipted with { ContentLength = ContentLengthMode.Auto }, Real.Soon);

        var sends = wire.Links.SelectMany(link => link.ToBroker.FramesOf("SEND")).ToArray();
        Assert.Equal(["one", "two", "three", "four"], sends.Select(frame => frame.Split("\n\n")[1]));
        Assert.Equal(["\ncontent-length:3\n", "", "", "\ncontent-length:4\n"], sends.Select(frame => Regex.Match(frame, "\ncontent-length:[0-9]+\n").Value));
        Assert.Equal(["one", "two", "three", "four"], (await new ForeignClient(server.Port).ReceiveAsync(queue, 4)).Select(message => message.Text));
    }

    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M16"), Trait("Row", "M17")]
    public async Task Without_the_policy_what_is_no_text_is_replaced_and_each_message_can_be_strict()
    {
        await using var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.ActiveMq));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await stomp.SendAsync(queue, new byte[] { 0xC3 }, cancellationToken: Real.Soon);
        var message = await messages.NextAsync();
        Assert.Equal("\uFFFD", message.GetText());
        Assert.Throws<DecoderFallbackException>(() => message.GetText(TextPolicy.Strict));
        await Assert.ThrowsAsync<NotSupportedException>(() => stomp.SendAsync(queue, "x", new() { ContentType = "text/plain;charset=klingon" }, Real.Soon));
    }

    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M18")]
    public async Task ActiveMqs_own_command_sees_bytes_with_content_length_and_text_without()
    {
        var broker = await ActiveMqBroker.SharedAsync();
        var name = $"types-{Guid.NewGuid():N}";
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(broker));
        await using var without = await Real.OpenAsync(Real.OptionsFor(broker).WithContentLength(ContentLengthMode.AsGiven));
        await stomp.SendAsync("/queue/" + name, "bytes by default", Real.Receipted, Real.Soon);
        await stomp.SendAsync("/queue/" + name, "text by this send", Real.Receipted with { ContentLength = ContentLengthMode.AsGiven }, Real.Soon);
        await without.SendAsync("/queue/" + name, "text by the connection", Real.Receipted, Real.Soon);
        await without.SendAsync("/queue/" + name, "bytes by this send", Real.Receipted with { ContentLength = ContentLengthMode.Auto }, Real.Soon);
        foreach (var connection in new[] { stomp, without })
        {
            var refused = await connection.TrySendAsync("/queue/" + name, "a\0b", Real.Receipted with { ContentLength = ContentLengthMode.AsGiven }, Real.Soon);
            Assert.Equal(RejectionKind.InvalidArgument, Assert.IsType<Outcome.Rejected>(refused).Why.Kind);
        }

        var shown = await broker.BrowseAsync(name);
        Assert.Contains("JMSText = text by this send\n", shown, StringComparison.Ordinal);
        Assert.Contains("JMSText = text by the connection\n", shown, StringComparison.Ordinal);
        Assert.Equal(3, shown.Split("JMSText = ").Length);
        Assert.Equal(3, shown.Split("JMS_BODY_FIELD:JMSBytes").Length);
    }
}
