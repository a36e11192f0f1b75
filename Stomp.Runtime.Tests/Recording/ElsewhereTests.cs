using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Masks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>The same comes of a recording elsewhere, and no passcode is found in one of a real broker.</summary>
[Trait("Row", "M48")]
public sealed class ElsewhereTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stomp-elsewhere-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tr_TR.UTF-8", "Asia/Kathmandu", "0", "tr-TR 1,5 ı 345 0")]
    [InlineData("de_DE.UTF-8", "America/St_Johns", "1", "de-DE 1,5 i -210 1")]
    public async Task A_replay_comes_out_the_same_in_another_culture_time_zone_and_compilation(string locale, string zone, string tiered, string says)
    {
        var goldens = Directory.GetFiles(Path.Combine(House.ReadmeTests.Root(), "Stomp.Pure.Tests", "Data", "transcripts"), "*.gz");
        Assert.NotEmpty(goldens);
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Stomp.Runtime.Tests.dll"), Scribble.ReplayRole, .. goldens]);
        start.Environment["LC_ALL"] = start.Environment["LANG"] = locale;
        start.Environment["TZ"] = zone;
        start.Environment["DOTNET_TieredCompilation"] = tiered;
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0";
        var lines = (await Fixtures.Command.RunAsync(start)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(says, lines[0]);
        Assert.Equal(goldens.Length, lines.Length - 1);
        Assert.All(lines.Skip(1), line => Assert.EndsWith("events lead to the same states and effects", line, StringComparison.Ordinal));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M21")]
    public async Task A_real_passcode_is_nowhere_in_a_recording(Broker broker, StompVersion version)
    {
        const string Passcode = "s3cret";
        var path = Path.Combine(_folder, "real.stomp.jsonl");
        var queue = Real.Queue();
        var options = (await Real.OptionsAsync(broker)).WithVersions(version).WithCredentials("alice", Passcode).WithRecording(path);
        await using (var stomp = await Real.OpenAsync(options))
        {
            await using var subscription = await stomp.SubscribeAsync(queue, options: Real.Subscribed, cancellationToken: Real.Soon);
            for (var i = 0; i < 30; i++)
            {
                // The broker says it back.
                await stomp.SendAsync(queue, $"{new string('.', i)}my passcode is {Passcode}", Real.Receipted with { Headers = [new("note", $"<{Passcode}>")] }, Real.Soon);
                Assert.EndsWith(Passcode, (await subscription.NextAsync()).GetText(), StringComparison.Ordinal);
            }
        }

        await AssertNowhereAsync(path, Passcode);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task What_the_hooks_replace_is_nowhere_in_a_recording(Broker broker, StompVersion version)
    {
        var path = Path.Combine(_folder, "hooks.stomp.jsonl");
        var queue = Real.Queue();
        var masking = new Masking { MasksHeader = name => name == "patient", MasksBody = headers => headers.Find("patient").IsSome };
        var options = (await Real.OptionsAsync(broker)).WithVersions(version).WithRecording(new RecordingOptions(path).WithMasking(masking));
        await using (var stomp = await Real.OpenAsync(options))
        {
            await using var subscription = await stomp.SubscribeAsync(queue, options: Real.Subscribed, cancellationToken: Real.Soon);
            foreach (var body in new[] { "Mr Smith is ill", new string('x', 70_000) + "Mr Smith is very ill" })
            {
                await stomp.SendAsync(queue, body, Real.Receipted with { Headers = [new("patient", "Mr Smith")] }, Real.Soon);
                Assert.Equal(body, (await subscription.NextAsync()).GetText());
            }

            await stomp.SendAsync(queue, "nobody is ill", Real.Receipted, Real.Soon);
            await subscription.NextAsync();
        }

        await AssertNowhereAsync(path, "Smith");
        Assert.Contains("nobody is ill", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    /// <summary>Neither in clear nor in base64, and what is there replays.</summary>
    private static async Task AssertNowhereAsync(string path, string secret)
    {
        var text = await File.ReadAllTextAsync(path);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        foreach (var part in text.Split("\"b64\":\"").Skip(1))
        {
            var octets = Convert.FromBase64String(part[..part.IndexOf('"', StringComparison.Ordinal)]);
            Assert.DoesNotContain(secret, Encoding.Latin1.GetString(octets), StringComparison.Ordinal);
        }

        Assert.IsType<Verdict.Same>(Replay.Verify(TranscriptFile.Load(path)));
    }
}
