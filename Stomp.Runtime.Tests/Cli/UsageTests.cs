using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>Exit codes and sentences that are the same for every command.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("serve")]
    [InlineData("send")]
    [InlineData("listen")]
    [InlineData("decode")]
    [InlineData("encode")]
    [InlineData("simulate")]
    [InlineData("replay")]
    public async Task Every_command_explains_itself(string command)
    {
        var result = await Tool.RunAsync(command.Length == 0 ? ["--help"] : [command, "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Usage:", result.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("decode --dialect 1.3")]
    [InlineData("decode --chunk 0")]
    [InlineData("decode --max-body many")]
    [InlineData("decode /no/such/file")]
    [InlineData("encode /no/such/file")]
    [InlineData("replay")]
    [InlineData("replay /no/such/file")]
    [InlineData("encode --content-length never")]
    [InlineData("serve --port 65536")]
    [InlineData("serve --user nobody")]
    [InlineData("send --destination /queue/a")]
    [InlineData("send text")]
    [InlineData("send text --destination /queue/a --receipt --no-receipt")]
    [InlineData("send text --destination /queue/a --header nothing")]
    [InlineData("send text --destination /queue/a --broker http://localhost")]
    [InlineData("listen --destination /queue/a --timeout never")]
    [InlineData("listen --destination /queue/a --ack sometimes")]
    [InlineData("send --destination /queue/a --recipt")]
    [InlineData("send --destination /queue/a --bogus text")]
    [InlineData("listen --destination /queue/a --time 5s")]
    [InlineData("replay --bogus")]
    [InlineData("simulate --seeds 5..1")]
    [InlineData("simulate --seeds some")]
    [InlineData("simulate --hours 0")]
    [InlineData("simulate --hours long")]
    [InlineData("demo --broker nonsense")]
    public async Task Wrong_usage_is_told_in_one_sentence_on_stderr(string arguments)
    {
        var result = await Tool.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith("stomp", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("send --destination /queue/a --recipt", "there is no option --recipt;")]
    [InlineData("send --destination /queue/a --bogus text", "there is no option --bogus;")]
    [InlineData("listen --destination /queue/a --time 5s", "there is no option --time;")]
    [InlineData("sned text", "there is no command sned; there are demo, serve, send,")]
    public async Task What_is_no_option_and_no_command_is_named(string arguments, string said) =>
        Assert.Contains(said, (await Tool.RunAsync(arguments.Split(' '))).Errors);

    [Fact]
    public async Task Behind_two_dashes_everything_is_text()
    {
        await using var broker = await ServedBroker.StartAsync();
        var sent = await Tool.RunAsync("send", "--broker", $"{broker.Address}", "-d", "/queue/a", "--", "--recipt");
        Assert.Equal((0, ""), (sent.ExitCode, sent.Errors));
        Assert.Contains("\"--recipt\"", (await Tool.RunAsync("listen", "--broker", $"{broker.Address}", "-d", "/queue/a", "--count", "1")).Text);
    }

    [Fact]
    public async Task Whom_the_broker_refuses_learns_which_login_was_sent()
    {
        await using var broker = await ServedBroker.StartAsync("--user", "bob:s3cret99");
        var none = await Tool.RunAsync("send", "--broker", $"{broker.Address}", "-d", "/queue/a", "text");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("The broker refused the session:", none.Errors);
        Assert.Contains($"Endpoint: 127.0.0.1:{broker.Address.Port}.", none.Errors);
        Assert.Contains("No login was sent; it is part of the address: stomp://USER:PASSCODE@HOST.", none.Errors);
        var wrong = await Tool.RunAsync("listen", "--broker", $"stomp://bob:guess@127.0.0.1:{broker.Address.Port}", "-d", "/queue/a");
        Assert.Contains("The login was bob.", wrong.Errors);
        Assert.DoesNotContain("guess", wrong.Errors);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "What listens there does not speak STOMP.")]
    [InlineData("", "STOMP with TLS (stomp+ssl://) or without it (stomp://)?")]
    public async Task What_is_no_broker_is_told_with_its_address(string answer, string said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var octets = new byte[4096];
            await client.GetStream().ReadAtLeastAsync(octets, 1);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        });
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var result = await Tool.RunAsync("send", "--broker", $"stomp://127.0.0.1:{port}", "-d", "/queue/a", "text");
        await accepting;
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Endpoint: 127.0.0.1:{port}.", result.Errors);
        Assert.Contains(said, result.Errors);
    }

    [Theory]
    [InlineData("decode")]
    [InlineData("encode")]
    [InlineData("send --file - --destination /queue/a")]
    public async Task An_interrupt_ends_even_those_who_wait_for_stdin(string arguments)
    {
        using var process = Process.Start(Tool.Start(arguments.Split(' ')))!;
        try
        {
            // The signal is only caught once the command runs, and there is no sign of that.
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            await Command.RunAsync("/bin/kill", "-s", "TERM", process.Id.ToString(CultureInfo.InvariantCulture));
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(8));
            Assert.Contains(process.ExitCode, (int[])[1, 143]);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [Theory]
    [InlineData("send text --destination /queue/a --broker stomp://127.0.0.1:1")]
    [InlineData("listen --destination /queue/a --broker stomp://127.0.0.1:1")]
    [InlineData("demo --broker stomp://127.0.0.1:1")]
    public async Task No_broker_is_a_failure_that_says_so(string arguments)
    {
        var result = await Tool.RunAsync(arguments.Split(' '));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Check the address and that the broker runs.", result.Errors);
    }
}
