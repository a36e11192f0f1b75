using System.Threading.Tasks;
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
    [InlineData("demo --broker nonsense")]
    public async Task Wrong_usage_is_told_in_one_sentence_on_stderr(string arguments)
    {
        var result = await Tool.RunAsync(arguments.Split(' ', System.StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith("stomp", Assert.Single(result.Errors.Split('\n', System.StringSplitOptions.RemoveEmptyEntries)));
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
