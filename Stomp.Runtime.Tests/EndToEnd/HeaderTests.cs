using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Headers with special characters come through the real brokers, as far as the version can carry them.</summary>
[Trait("Row", "M24")]
[Recorded]
public sealed class HeaderTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M30")]
    public async Task Every_special_character_that_the_version_can_carry_comes_through(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var sent = Values(broker, version).Select((value, i) => new Header($"x-{i}", value)).ToList();
        if (version != StompVersion.V10)
            sent.Add(new("name:with\\all\nof it", "and a value"));
        await stomp.SendAsync(queue, "", new() { Headers = Headers.From(sent.Select(header => KeyValuePair.Create(header.Name, header.Value))) }, Real.Soon);
        var message = await messages.NextAsync();
        Assert.All(sent, header => Assert.Equal(header.Value, message.Headers[header.Name]));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M02")]
    [Trait("Row", "M30")]
    public async Task What_the_version_cannot_carry_is_refused_before_anything_is_written(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var queue = Real.Queue();
        string[] values = version switch
        {
            StompVersion.V10 => ["a\nb", "a\0b"],
            _ => ["a\0b"],
        };
        foreach (var value in values)
        {
            var refused = await stomp.TrySendAsync(queue, "", new SendOptions { Headers = [new("x", value)] }, Real.Soon);
            Assert.Equal(RejectionKind.InvalidArgument, Assert.IsType<Outcome.Rejected>(refused).Why.Kind);
        }

        // the frame that would have been smuggled in was not, and the session lives
        await stomp.SendAsync(queue, "still here", Real.Receipted, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("still here", (await messages.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task A_header_that_repeats_an_argument_is_refused(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        foreach (var name in (string[])["destination", "receipt", "transaction", "content-length"])
        {
            var refused = await stomp.TrySendAsync(Real.Queue(), "", new SendOptions { Headers = [new(name, "1")] }, Real.Soon);
            Assert.IsType<Outcome.Rejected>(refused);
        }
    }

    private static IEnumerable<string> Values(Broker broker, StompVersion version)
    {
        List<string> values = ["plain", "", "tab\there", "in between", "Grüße, 漢字, 🐇"];
        if (version == StompVersion.V10)
        {
            // RabbitMQ writes a colon as \c even at 1.0, where that is just text; ActiveMQ reads escapes at 1.0
            if (broker == Broker.ActiveMq)
                values.Add("a:b");
            return values;
        }

        values.AddRange([" padded ", ":", "a:b::c", @"\", @"back\slash", @"\n is no line feed", "line\nfeed", "\n", ":\\\n", @"\c\\n"]);
        // at 1.1 a carriage return is written raw, at which RabbitMQ hangs up
        if (version == StompVersion.V12)
            values.AddRange(["carriage\rreturn", "\r\n", "\\r"]);
        return values;
    }
}
