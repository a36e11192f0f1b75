using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>send and listen against a broker.</summary>
[Trait("Row", "N09")]
public sealed class MessageCommandTests
{
    [Fact]
    public async Task What_is_sent_is_heard()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var sent = await Tool.RunAsync("send", "--broker", broker.Uri, "--destination", "/queue/a", "Grüße", "--header", "k:v:w", "--count", "2");
        Assert.Equal((0, ""), (sent.ExitCode, sent.Errors));
        var heard = await Tool.RunAsync("listen", "--broker", broker.Uri, "--destination", "/queue/a", "--ack", "client-individual", "--count", "2", "--json", "--timeout", "30");
        Assert.Equal(0, heard.ExitCode);
        Assert.Equal(2, heard.Lines.Length);
        Assert.All(heard.Lines, line => Assert.Contains("""["k","v:w"]""", line));
        Assert.All(heard.Lines, line => Assert.Contains("\"bodyBase64\":\"R3LDvMOfZQ==\"", line));
        Assert.Equal(0, (await broker.GetStateAsync()).MessageCount);
    }

    [Fact]
    public async Task A_file_is_sent_octet_by_octet()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var sent = await Tool.RunAsync([0, 1, 0xFF, 10], "send", "--broker", broker.Uri, "-d", "/queue/a", "--file", "-", "--no-receipt");
        Assert.Equal(0, sent.ExitCode);
        var heard = await Tool.RunAsync("listen", "--broker", broker.Uri, "-d", "/queue/a", "--count", "1", "--json", "--timeout", "30");
        Assert.Contains("\"bodyBase64\":\"AAH/Cg==\"", heard.Text);
    }

    [Fact]
    public async Task Too_few_messages_in_time_is_a_failure()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var heard = await Tool.RunAsync("listen", "--broker", broker.Uri, "-d", "/queue/a", "--count", "1", "--timeout", "1");
        Assert.Equal((1, ""), (heard.ExitCode, heard.Text));
        Assert.Contains("0 of 1", heard.Errors);
    }

    [Fact]
    public async Task A_broker_that_refuses_is_quoted()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Broker = Pure.Brokers.BrokerConfig.Default with { ForbiddenPrefixes = ["/no/"] } });
        var sent = await Tool.RunAsync(Encoding.ASCII.GetBytes("x"), "send", "--broker", broker.Uri, "-d", "/no/way", "text");
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("destination refused", sent.Errors);
    }
}
