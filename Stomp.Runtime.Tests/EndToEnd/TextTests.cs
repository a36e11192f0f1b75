using System;
using System.Text;
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
