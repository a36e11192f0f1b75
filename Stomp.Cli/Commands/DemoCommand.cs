using System;
using System.CommandLine;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Demo;
using Stomp.Cli.Terminal;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp demo</c>: a real connection, frame by frame.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var broker = new Option<string?>("--broker") { Description = "A broker to play against, for instance stomp://guest:guest@127.0.0.1:61613; without it one runs inside.", HelpName = "URI" };
        var record = BrokerOptions.Record();
        var command = new Command("demo", "Shows STOMP 1.2, 1.1 and 1.0 frame by frame as they cross a real connection, and checks what it shows.") { broker, record };
        return command.Runs(async (result, cancellationToken) =>
        {
            var timeline = new Timeline(Screen.Create(), Screen.Width());
            // The demo has several connections, one after the other: they stand in one file.
            var recording = BrokerOptions.Recording(result.GetValue(record));
            try
            {
                return result.GetValue(broker) is { } address
                    ? await RunAsync(Foreign(address), recording, timeline, cancellationToken).ConfigureAwait(false)
                    : await RunEmbeddedAsync(recording, timeline, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (recording is not null)
                    await recording.DisposeAsync().ConfigureAwait(false);
            }
        });
    }

    private static Stage Foreign(string address) => new()
    {
        Options = BrokerOptions.Parse(address),
        Scratch = string.Create(CultureInfo.InvariantCulture, $"/queue/stomp-demo-{Random.Shared.Next():x8}"),
    };

    private static async Task<int> RunEmbeddedAsync(StompRecording? recording, Timeline timeline, CancellationToken cancellationToken)
    {
        var broker = await EmbeddedBroker.StartAsync(new() { Broker = Stage.Embedded }).ConfigureAwait(false);
        await using (broker.ConfigureAwait(false))
        {
            var stage = new Stage { Options = StompOptions.For(broker.Uri), IsEmbedded = true, Scratch = "/queue/demo" };
            return await RunAsync(stage, recording, timeline, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunAsync(Stage stage, StompRecording? recording, Timeline timeline, CancellationToken cancellationToken)
    {
        stage = recording is null ? stage : stage with { Options = stage.Options.WithRecording(recording) };
        timeline.Text($"A STOMP client and {(stage.IsEmbedded ? "an embedded broker" : "the broker")} at {stage.Options.Endpoints[0]}: every frame below was read off the wire between them.");
        timeline.Text("→ to the broker  ← from the broker  ✓ expectation met  ○ not there  (seconds since the start)");
        return await new Show(stage, timeline).RunAsync(cancellationToken).ConfigureAwait(false) ? ExitCode.Done : ExitCode.Failed;
    }
}
