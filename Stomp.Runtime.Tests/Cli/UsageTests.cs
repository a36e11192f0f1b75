using System;
using System.Diagnostics;
using System.Globalization;
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
