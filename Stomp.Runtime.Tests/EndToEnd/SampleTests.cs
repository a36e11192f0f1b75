using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>The samples as they are built, each in a process of its own; python3-stomp sees what they did.</summary>
[Recorded]
public sealed class SampleTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M42")]
    public async Task The_basic_one_sends_and_receives(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        var topic = Topic();
        await using var witness = await ForeignReader.StartAsync(broker, topic, 1);
        Assert.Equal("received: a message", await RunAsync("Basic", Address("stomp", broker.Port), topic));
        Assert.Equal(["a message"], await witness.BodiesAsync());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M43")]
    public async Task The_one_with_TLS_verifies_the_broker_and_shows_who_it_is(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        // this port lets nobody in without a certificate
        var port = broker switch
        {
            RabbitMqBroker rabbit => rabbit.MtlsPort,
            ActiveMqBroker active => active.MtlsPort,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        var certificates = await TestCertificates.SharedAsync();
        var topic = Topic();
        await using var witness = await ForeignReader.StartAsync(broker, topic, 1);
        Assert.Equal(
            "received: a message",
            await RunAsync("Tls", Address("stomp+ssl", port), topic, certificates.Ca.Certificate, certificates.Client.Certificate, certificates.Client.Key));
        Assert.Equal(["a message"], await witness.BodiesAsync());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M44")]
    public async Task The_one_with_transactions_drops_one_and_keeps_the_other(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        var queue = Real.Queue();
        await using var answers = await ForeignReader.StartAsync(broker, queue + ".answers", 3);
        Assert.Equal("received: kept 1\nreceived: kept 2\nreceived: kept 3", await RunAsync("Transaction", Address("stomp", broker.Port), queue));
        Assert.Equal(["seen kept 1", "seen kept 2", "seen kept 3"], await answers.BodiesAsync());

        // what comes first now is what is sent now: the queue was empty, the dropped ones never were in it and the kept ones are acknowledged
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(broker));
        await stomp.SendAsync(queue, "the next", Real.Receipted);
        await using var rest = await ForeignReader.StartAsync(broker, queue, 1);
        Assert.Equal(["the next"], await rest.BodiesAsync());
    }

    private static string Topic() => $"/topic/e2e-{Guid.NewGuid():N}";

    private static string Address(string scheme, int port) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://guest:guest@localhost:{port}");

    private static async Task<string> RunAsync(string sample, params string[] arguments)
    {
        var folder = AppContext.BaseDirectory.Replace(
            $"{Path.DirectorySeparatorChar}Stomp.Runtime.Tests{Path.DirectorySeparatorChar}", Path.Combine($"{Path.DirectorySeparatorChar}samples", sample) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var program = Path.Combine(folder, $"Stomp.Samples.{sample}.dll");
        var output = await Command.RunAsync(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, .. arguments]));
        return output.Trim().ReplaceLineEndings("\n");
    }
}
