using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>decode and encode beyond the vectors: order, limits, exit codes, what people see.</summary>
public sealed class CodecCommandTests
{
    private static readonly byte[] Two = Encoding.UTF8.GetBytes("\nSEND\ndestination:/queue/a\nnote:Gr\u00fc\u00dfe\\c \u4e16\u754c \U0001F30D\n\nhi\0\n\r\nDISCONNECT\n\n\0");

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("1000000000")]
    public async Task Decoding_keeps_the_order_however_the_octets_are_cut(string chunk)
    {
        var result = await Tool.RunAsync(Two, "decode", "--json", "--from", "client", "--chunk", chunk);
        Assert.Equal(
            [
                """{"heartbeat":1}""",
                """{"frame":{"command":"SEND","headers":[["destination","/queue/a"],["note","Grüße: 世界 🌍"]],"bodyBase64":"aGk="}}""",
                """{"heartbeat":1}""",
                """{"heartbeat":1}""",
                """{"frame":{"command":"DISCONNECT","headers":[],"bodyBase64":""}}""",
            ],
            result.Lines.Select(line => line.Replace("\\uD83C\\uDF0D", "🌍")));
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task What_was_decoded_encodes_to_the_same_octets()
    {
        var octets = Encoding.UTF8.GetBytes("\nSEND\ndestination:/queue/a\nnote:\\c\\n\\r\\\\\ncontent-length:4\n\na\0\n\0\0\n\n");
        var decoded = await Tool.RunAsync(octets, "decode", "--json", "--from", "client");
        var encoded = await Tool.RunAsync(decoded.Octets, "encode");
        Assert.Equal(octets, encoded.Octets);
    }

    [Theory]
    [InlineData("--max-line", "22", 1)]
    [InlineData("--max-line", "23", 0)]
    [InlineData("--max-headers", "1", 1)]
    [InlineData("--max-headers", "2", 0)]
    [InlineData("--max-body", "1", 1)]
    [InlineData("--max-body", "2", 0)]
    public async Task Limits_are_inclusive(string option, string limit, int exitCode)
    {
        var result = await Tool.RunAsync(Encoding.ASCII.GetBytes("SEND\ndestination:/queue/aaaa\na:b\n\nhi\0"), "decode", "--json", "--from", "client", option, limit);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 1, result.Lines.Contains("""{"fault":"too-large"}"""));
    }

    [Fact]
    public async Task A_frame_that_never_ends_is_truncated()
    {
        var result = await Tool.RunAsync(Encoding.ASCII.GetBytes("MESSAGE\n\nhello"), "decode", "--json");
        Assert.Equal((1, """{"fault":"truncated"}"""), (result.ExitCode, Assert.Single(result.Lines)));
    }

    [Fact]
    public async Task People_see_the_frame_and_nothing_that_moves_their_cursor()
    {
        var result = await Tool.RunAsync(Encoding.UTF8.GetBytes("SEND\ndestination:/queue/\u001b[2Ja\n\n\u001b[2Jhi\0"), "decode", "--from", "client");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("SEND", result.Text);
        Assert.DoesNotContain('\u001b', result.Text);
    }

    [Theory]
    [InlineData("""{"frame":{"command":"SEND","headers":[["a","b"]],"bodyBase64":"AA=="}}""", "bad-content-length")]
    [InlineData("""{"frame":{"command":"send","headers":[],"bodyBase64":""}}""", "unknown-command")]
    [InlineData("""{"frame":{"command":"SEND","headers":[["a","\ud800"]],"bodyBase64":""}}""", "invalid-header")]
    public async Task A_refused_frame_writes_nothing_of_itself(string refused, string fault)
    {
        var input = "{\"heartbeat\":1}\n" + refused + "\n{\"heartbeat\":1}\n";
        var result = await Tool.RunAsync(Encoding.UTF8.GetBytes(input), "encode", "--content-length", "as-given");
        Assert.Equal((1, "\n", $$"""{"fault":"{{fault}}"}"""), (result.ExitCode, result.Text, result.Errors.Trim()));
    }

    [Theory]
    [InlineData("""{"frame":""")]
    [InlineData("""{"heartbeat":0}""")]
    [InlineData("""{"fault":"truncated"}""")]
    [InlineData("""{"frame":{"headers":[]}}""")]
    [InlineData("""{"frame":{"command":"SEND","headers":[["a"]]}}""")]
    [InlineData("""{"frame":{"command":"SEND","bodyBase64":"*"}}""")]
    [InlineData("[]")]
    public async Task A_line_that_cannot_be_read_is_named_by_its_number(string line)
    {
        var result = await Tool.RunAsync(Encoding.UTF8.GetBytes("\n" + line + "\n"), "encode");
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith("stomp encode: line 2 cannot be read:", result.Errors);
    }
}
