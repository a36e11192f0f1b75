using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary><c>stomp replay FILE --html OUT</c>.</summary>
public sealed class ReplayPageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stomp-replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("rabbitmq.pcap", "would write")]
    [InlineData("activemq.pcapng", "would write")]
    [InlineData("captures/rabbitmq-1.2-heartbeat.json", "stomp.py 8.0.0")]
    public async Task What_others_recorded_becomes_a_page(string file, string told)
    {
        var page = Path.Combine(_folder.FullName, "page.html");
        var result = await Tool.RunAsync("replay", Data(file), "--html", page);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains(told, result.Text, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"broker\":\"x\",\"events\":[{}]}")]
    [InlineData("\n\r\r\n")]
    [InlineData("no transcript\n")]
    public async Task What_cannot_be_read_is_told(string content)
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes(content));
        var result = await Tool.RunAsync("replay", file, "--html", Path.Combine(_folder.FullName, "page.html"));
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith("stomp replay: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_told()
    {
        var result = await Tool.RunAsync("replay", Data("rabbitmq.pcap"), "--html", "/no/such/folder/page.html");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot be written", result.Errors, StringComparison.Ordinal);
    }

    private static string Data(string file) => Path.Combine(AppContext.BaseDirectory, "Data", file);
}
