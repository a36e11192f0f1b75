using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Lines;
using Stomp.Cli.Terminal;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp listen</c>: the messages of a destination.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var broker = BrokerOptions.Broker();
        var destination = BrokerOptions.Destination();
        var ack = new Option<string>("--ack") { Description = "When messages count as consumed; in the client modes each is acknowledged once it is printed.", DefaultValueFactory = _ => "auto" };
        ack.AcceptOnlyFromAmong("auto", "client", "client-individual");
        var count = NumberOption.Create("--count", "Ends after N messages. With --ack auto, what the broker had sent beyond them is lost.", 1);
        var json = new Option<bool>("--json") { Description = "One JSON object per line for each message, as stomp decode --json writes it." };
        var timeout = NumberOption.Seconds("--timeout", "Ends after so long; it has failed when --count was not reached by then.");
        var record = BrokerOptions.Record();
        var command = new Command("listen", "Prints the messages of a destination until Ctrl+C.") { broker, destination, ack, count, json, timeout, record };
        return command.Runs(async (result, cancellationToken) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (result.GetValue(timeout) is { } limit)
                ending.CancelAfter(limit);
            IFrameSink sink = result.GetValue(json) ? new FrameJsonWriter(Console.OpenStandardOutput()) : new FramePrinter(Screen.Create());
            var order = new Order(result.GetValue(destination)!, AckModeText.Parse(result.GetValue(ack)) ?? AckMode.Auto, result.GetValue(count), sink);
            return await ListenAsync(BrokerOptions.Parse(result.GetValue(broker)).Recorded(result.GetValue(record)), order, ending.Token).ConfigureAwait(false);
        });
    }

    private sealed record Order(string Destination, AckMode Mode, int? Count, IFrameSink Sink);

    private static async Task<int> ListenAsync(StompOptions broker, Order order, CancellationToken ending)
    {
        var received = 0;
        try
        {
            var stomp = await BrokerOptions.OpenAsync(broker, ending).ConfigureAwait(false);
            await using (stomp.ConfigureAwait(false))
            {
                await foreach (var message in MessagesAsync(stomp, order, ending).ConfigureAwait(false))
                {
                    order.Sink.Frame(message.Frame);
                    order.Sink.Flush();
                    if (order.Mode != AckMode.Auto)
                        await message.AckAsync(cancellationToken: ending).ConfigureAwait(false);
                    if (++received == order.Count)
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop, or out of time: the goodbye was the same.
        }

        return order.Count is { } wanted && received < wanted
            ? throw CliException.Failed(string.Create(CultureInfo.InvariantCulture, $"{received} of {wanted} messages came before it was told to stop; allow more time or ask for fewer."))
            : ExitCode.Done;
    }

    private static async IAsyncEnumerable<StompMessage> MessagesAsync(StompConnection stomp, Order order, [EnumeratorCancellation] CancellationToken ending)
    {
        var subscription = await stomp.SubscribeAsync(order.Destination, order.Mode, cancellationToken: ending).ConfigureAwait(false);
        await foreach (var message in subscription.WithCancellation(ending).ConfigureAwait(false))
            yield return message;
    }
}
