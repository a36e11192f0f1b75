using System;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using Stomp.Pure.Tests.Transcripts;
using Stomp.Pure.Transcripts;
using Xunit;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>Golden transcripts that do not replay any more are given the effects of today.</summary>
[Trait("Row", "M48")]
public sealed class GoldenFilesTests : IDisposable
{
    private static readonly string Goldens = Path.Combine(House.ReadmeTests.Root(), "Stomp.Pure.Tests", "Data", "transcripts");

    private readonly string _folder = Directory.CreateTempSubdirectory("stomp-golden-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rabbitmq-transactions-1.1")]
    [InlineData("rabbitmq-transactions-1.1-version-1")]
    [InlineData("activemq-pool")]
    public void What_is_blessed_replays_and_its_events_are_the_same(string name)
    {
        var right = GoldenFolder.Read(GoldenFiles.PathTo(Goldens, name) + ".gz");
        var file = GoldenFiles.PathTo(_folder, name) + ".gz";
        var text = Encoding.ASCII.GetString(right);
        GoldenFolder.Write(file, Encoding.ASCII.GetBytes(Regex.Replace(text, "\"fx\":\"[0-9a-f]{4}", "\"fx\":\"0000")));
        Assert.IsType<Verdict.Diverged>(Replay.Verify(TranscriptFile.Load(file)));

        Assert.StartsWith("1 of 1 written anew", GoldenFiles.Bless(_folder), StringComparison.Ordinal);
        var blessed = Encoding.ASCII.GetString(GoldenFolder.Read(file));
        Assert.IsType<Verdict.Same>(Replay.Verify(TranscriptFile.Load(file)));
        // The sessions of a pool stand one behind the other now.
        Assert.Equal(Ordered(text), Ordered(blessed));
        Assert.StartsWith("0 of 1 written anew", GoldenFiles.Bless(_folder), StringComparison.Ordinal);
    }

    private static string[] Ordered(string text)
    {
        var lines = text.Split('\n');
        Array.Sort(lines, StringComparer.Ordinal);
        return lines;
    }
}
