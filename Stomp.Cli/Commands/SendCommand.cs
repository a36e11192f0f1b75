using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime;
using Command = System.CommandLine.Command;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp send</c>: a message to a destination.</summary>
internal static class SendCommand
{
    // Enough to keep the wire busy while receipts travel.
    private const int Together = 100;

    public static Command Create()
    {
        var text = new Argument<string?>("TEXT") { Description = "The message.", Arity = ArgumentArity.ZeroOrOne };
        var broker = BrokerOptions.Broker();
        var destination = BrokerOptions.Destination();
        var file = new Option<string?>("--file") { Description = "Sends the octets of a file; - reads stdin.", HelpName = "F" };
        var contentType = new Option<string?>("--content-type") { Description = "The MIME type. [default: text/plain;charset=utf-8 for TEXT, none for --file]", HelpName = "T" };
        var header = new Option<string[]>("--header") { Description = "One more header; repeat it for more.", HelpName = "K:V" };
        var receipt = new Option<bool>("--receipt") { Description = "Waits until the broker confirms each message. This is the default." };
        var noReceipt = new Option<bool>("--no-receipt") { Description = "Does not ask for confirmation." };
        var count = NumberOption.Create("--count", "Sends it N times. [default: 1]", 1);
        var record = BrokerOptions.Record();
        var command = new Command("send", "Sends a message and waits until the broker confirms it.")
        {
            text, broker, destination, file, contentType, header, receipt, noReceipt, count, record,
        };
        return command.Runs(async (result, cancellationToken) =>
        {
            if (result.GetValue(receipt) && result.GetValue(noReceipt))
                throw CliException.Usage("--receipt and --no-receipt exclude each other.");
            var body = await BodyAsync(result.GetValue(text), result.GetValue(file), cancellationToken).ConfigureAwait(false);
            var options = new SendOptions
            {
                ContentType = result.GetValue(contentType) ?? (result.GetValue(text) is null ? null : "text/plain;charset=utf-8"),
                Headers = Headers.From(ParseHeaders(result.GetValue(header) ?? [])),
                WaitForReceipt = !result.GetValue(noReceipt),
            };
            return await SendAsync(
                BrokerOptions.Parse(result.GetValue(broker)).Recorded(result.GetValue(record)), result.GetValue(destination)!, body, options, result.GetValue(count) ?? 1, cancellationToken).ConfigureAwait(false);
        });
    }

    private static async Task<int> SendAsync(
        StompOptions broker, string destination, byte[] body, SendOptions options, int count, CancellationToken cancellationToken)
    {
        var stomp = await BrokerOptions.OpenAsync(broker, cancellationToken).ConfigureAwait(false);
        await using (stomp.ConfigureAwait(false))
        {
            var pending = new List<Task>(Together);
            for (var sent = 0; sent < count; sent += pending.Count)
            {
                pending.Clear();
                while (pending.Count < Together && sent + pending.Count < count)
                    pending.Add(stomp.SendAsync(destination, body, options, cancellationToken));
                await Task.WhenAll(pending).ConfigureAwait(false);
            }
        }

        var messages = count == 1 ? "1 message" : string.Create(CultureInfo.InvariantCulture, $"{count} messages");
        Console.Out.WriteLine($"Sent {messages} to {destination}{(options.WaitForReceipt ? ", confirmed by the broker" : "")}.");
        return ExitCode.Done;
    }

    private static async Task<byte[]> BodyAsync(string? text, string? file, CancellationToken cancellationToken)
    {
        if (text is null == file is null)
            throw CliException.Usage(text is null ? "there is nothing to send; give TEXT or --file F." : "TEXT and --file exclude each other.");
        if (text is not null)
            return Encoding.UTF8.GetBytes(text);
        var input = CodecOptions.Open(file);
        await using (input.ConfigureAwait(false))
        {
            using var octets = new MemoryStream();
            await input.CopyToAsync(octets, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            return octets.ToArray();
        }
    }

    private static IEnumerable<Header> ParseHeaders(string[] texts)
    {
        foreach (var text in texts)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            yield return colon > 0
                ? new(text[..colon], text[(colon + 1)..])
                : throw CliException.Usage($"--header is '{text}'; it must be K:V, for instance --header priority:9.");
        }
    }
}
