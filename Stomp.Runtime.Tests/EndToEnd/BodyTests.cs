using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Bodies come through the real brokers octet by octet.</summary>
[Recorded]
public sealed class BodyTests
{
    private static readonly byte[] EveryOctet = [.. Enumerable.Range(0, 256).Select(octet => (byte)octet)];

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M24")]
    [Trait("Row", "M25")]
    public async Task Octets_arrive_as_they_were_sent(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        foreach (var body in Bodies())
        {
            await stomp.SendAsync(queue, body, Real.Receipted, Real.Soon);
            var message = await messages.NextAsync();
            Assert.Equal(queue, message.Destination);
            // stompserver leaves the id out when the consumer waits already
            Assert.Equal(broker == Broker.StompServer, message.MessageId.Length == 0);
            Assert.True(body.AsSpan().SequenceEqual(message.Body.Span), $"{body.Length} octets came back as {message.Body.Length} others");
        }
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M24")]
    public async Task Text_arrives_as_it_was_sent(Broker broker, StompVersion version)
    {
        string[] texts = ["Hello", "", "a\0b", "naïve Grüße, 漢字, 🐇, \u0000\u0001\u007f\uffff", "line\r\nline\nCONNECT\n\n\0", " blanks around "];
        await using var stomp = await Real.OpenAsync(broker, version);
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        foreach (var text in texts)
        {
            await stomp.SendAsync(queue, text, Real.Receipted, Real.Soon);
            var message = await messages.NextAsync();
            Assert.Equal(text, message.GetText());
            Assert.Equal("text/plain;charset=utf-8", message.ContentType);
        }

        await stomp.SendAsync(queue, "Grüße", new() { ContentType = "text/plain;charset=iso-8859-1" }, Real.Soon);
        var latin = await messages.NextAsync();
        Assert.Equal("Grüße", latin.GetText());
        Assert.Equal(Encoding.Latin1.GetBytes("Grüße"), latin.Body.ToArray());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M24")]
    [Trait("Row", "M25")]
    public async Task A_message_stays_valid_and_a_buffer_may_be_reused(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var queue = Real.Queue();
        const int Count = 200;
        var buffer = new byte[8 * 1024];
        for (var i = 0; i < Count; i++)
        {
            buffer.AsSpan().Fill((byte)i);
            await stomp.SendAsync(queue, buffer, cancellationToken: Real.Soon);
            buffer.AsSpan().Fill(0xEE);
        }

        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var held = new List<StompMessage>();
        while (held.Count < Count)
            held.Add(await messages.NextAsync());
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(buffer.Length, held[i].Body.Length);
            Assert.False(held[i].Body.Span.ContainsAnyExcept((byte)i), $"message {i} is another by now");
        }
    }

    private static IEnumerable<byte[]> Bodies()
    {
        var large = new byte[1 << 20];
        new Random(7).NextBytes(large);
        return [EveryOctet, [], [0], [0, 0, 0], "\n\n\0\n"u8.ToArray(), [0xC3], [0xFF, 0xFE, 0x00], large];
    }
}
