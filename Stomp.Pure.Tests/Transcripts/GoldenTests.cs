using System;
using System.IO;
using System.Linq;
using System.Text;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Tests.House;
using Stomp.Pure.Transcripts;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Pure.Tests.Transcripts;

/// <summary>
/// Sessions that were recorded on RabbitMQ and ActiveMQ replay to the states and effects that they had then. CONTRIBUTING.md says how they are recorded anew, and how
/// the events of those that are there are given the effects of today.
/// </summary>
[Trait("Row", "M48")]
public sealed class GoldenTests(ITestOutputHelper output)
{
    private const string Blessing = "If that is what the change is meant to do: dotnet run --project Stomp.Runtime.Tests -- bless Stomp.Pure.Tests/Data/transcripts";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "transcripts");

    public static TheoryData<string> Names => [.. GoldenFolder.Files(Folder).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Replays_to_the_same_states_and_effects(string name)
    {
        var verdict = Replay.Verify(Load(Path.Combine(Folder, name)));
        Assert.True(verdict is Verdict.Same, $"{verdict}\n{Blessing}");
    }

    [Fact]
    public void There_are_enough_and_much_happens_in_them()
    {
        var transcripts = GoldenFolder.Files(Folder).Select(Load).ToList();
        var steps = transcripts.SelectMany(Replay.Run).ToList();
        output.WriteLine($"{transcripts.Count} transcripts, {steps.Count} events of connections");
        Assert.True(transcripts.Count >= 20 && steps.Count >= 5_000);
        Assert.True(GoldenFolder.Files(Folder).Sum(file => new FileInfo(file).Length) < 500_000);
        var effects = steps.SelectMany(step => step.Effects.ToArray()).ToList();
        var inner = effects.OfType<ConnectionEffect.OnTransport>().SelectMany(on => on.Effects.ToArray()).ToList();
        var established = inner.OfType<SessionEffect.Established>().Select(it => it.Session).ToList();
        foreach (var version in Enum.GetValues<StompVersion>())
        {
            Assert.Contains(established, session => session.Version == version && session.Profile.Name == "RabbitMQ");
            Assert.Contains(established, session => session.Version == version && session.Profile.Name == "ActiveMQ");
        }

        var waits = effects.OfType<ConnectionEffect.Waiting>().ToList();
        Assert.True(waits.Count(wait => wait.Cause is EndReason.HeartbeatTimedOut) >= 2);
        Assert.Contains(waits, wait => wait.Cause is EndReason.ConnectionLost);
        Assert.Contains(waits, wait => wait.Cause is EndReason.DialFailed);
        Assert.Contains(effects, effect => effect is ConnectionEffect.Closed { Reason: EndReason.Refused });
        Assert.Contains(steps, step => step.Event is ConnectionEvent.DialFailed { Fault.Kind: TransportFaultKind.Tls });
        Assert.Contains(inner, effect => effect is SessionEffect.Completed { Outcome: Outcome.Refused });
        var commands = inner.OfType<SessionEffect.Transmit>().Select(transmit => transmit.Frame.Command).ToHashSet();
        Command[] all = [Command.Connect, Command.Send, Command.Subscribe, Command.Unsubscribe, Command.Ack, Command.Nack, Command.Begin, Command.Commit, Command.Abort, Command.Disconnect];
        Assert.Empty(all.Except(commands));
        Assert.True(transcripts.Count(transcript => !transcript.Pools.IsEmpty) >= 2);
    }

    [Fact]
    public void One_of_the_first_version_of_the_format_is_among_them() =>
        Assert.Contains(GoldenFolder.Files(Folder).Select(Load), transcript => transcript.Connections[0].Version == 1);

    /// <summary>A golden file that changes is a change of behaviour or of the format; whoever makes it says so.</summary>
    [Fact]
    public void They_change_only_with_a_line_in_the_changelog() => Assert.True(
        File.ReadAllText(Repository.PathTo("CHANGELOG.md")).Contains(GoldenFolder.Words(Folder), StringComparison.Ordinal),
        $"The golden transcripts changed. Say in CHANGELOG.md why, with the words: {GoldenFolder.Words(Folder)}");

    /// <summary>The broker was told the passcode in every one of them, and an application said it.</summary>
    [Fact]
    public void No_passcode_is_in_them()
    {
        foreach (var text in GoldenFolder.Files(Folder).Select(file => Encoding.ASCII.GetString(GoldenFolder.Read(file))))
        {
            Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
            foreach (var part in text.Split("\"b64\":\"").Skip(1))
                Assert.DoesNotContain("s3cret", Encoding.Latin1.GetString(Convert.FromBase64String(part[..part.IndexOf('"', StringComparison.Ordinal)])), StringComparison.Ordinal);
        }
    }

    private static Transcript Load(string file) => Transcript.Parse(GoldenFolder.Read(file)).Match(
        Right: it => it,
        Left: fault => throw new InvalidOperationException($"{file}: {fault}. Where events are written otherwise now, record anew: dotnet run --project Stomp.Runtime.Tests -- golden Stomp.Pure.Tests/Data/transcripts"));
}
