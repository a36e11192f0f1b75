using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Imports;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;
using Command = Stomp.Pure.Frames.Command;

namespace Stomp.Runtime.Tests.Imports;

/// <summary>Our own client, overheard on the loopback interface.</summary>
public sealed class TcpdumpTests
{
    // A kernel may drop what tcpdump was to overhear; then the conversation is held again.
    private const int Attempts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [BrokerFact(Broker.Tcpdump)]
    public async Task What_tcpdump_overhears_of_our_client_is_what_our_client_would_say()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var folder = Directory.CreateTempSubdirectory("stomp-tcpdump-");
        try
        {
            var path = await OverhearAsync(broker, folder.FullName);
            var frames = CaptureImportTests.Frames(Read(path), Side.Client);
            Assert.Equal([Command.Connect, Command.Subscribe, Command.Send, Command.Ack, Command.Unsubscribe, Command.Disconnect], frames.Select(framed => framed.Content.Command));
            Assert.All(frames, framed => Assert.Equal((framed.Content.Command, Likeness.SameOctets, ""), (framed.Content.Command, framed.Comparison!.Likeness, framed.Comparison.Text)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> OverhearAsync(EmbeddedBroker broker, string folder)
    {
        var missed = new List<string>();
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var path = Path.Combine(folder, $"lo{attempt}.pcap");
            using var tcpdump = await ListenAsync(broker.Port!.Value, path);
            try
            {
                await TalkAsync(broker.Uri);
                if (await IsOverAsync(path))
                    return path;
                missed.Add($"these ends: {string.Join(", ", Ends(path).Select(end => end.What))}; its file has {new FileInfo(path).Length} octets");
            }
            finally
            {
                tcpdump.Kill();
            }
        }

        throw new InvalidOperationException($"{Attempts} times tcpdump did not overhear the whole, but {string.Join("; ", missed)}");
    }

    private static async Task TalkAsync(string uri)
    {
        await using var stomp = await StompConnection.OpenAsync(uri);
        await using var subscription = await stomp.SubscribeAsync("/queue/overheard", Pure.Sessions.AckMode.ClientIndividual);
        await stomp.SendAsync("/queue/overheard", new string('ö', 50_000), new() { WaitForReceipt = true });
        await foreach (var message in subscription)
        {
            await message.AckAsync();
            break;
        }
    }

    private static async Task<Process> ListenAsync(int port, string path)
    {
        var tcpdump = Process.Start(new ProcessStartInfo("tcpdump", ["-i", "lo", "-U", "--immediate-mode", "-B", "16384", "-w", path, "tcp", "port", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        using var deadline = new CancellationTokenSource(Patience);
        while (await tcpdump.StandardError.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains("listening on", StringComparison.Ordinal))
                return tcpdump;
        }

        throw new InvalidOperationException("tcpdump ended before it listened");
    }

    private static Timeline Read(string path) => ImportedTimeline.Of("lo", ImportFile.Read(ReadShared(path))!);

    /// <summary>Both sides closed, or one broke off what the other was about to close: then nothing more comes.</summary>
    private static async Task<bool> IsOverAsync(string path)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < Patience; await Task.Delay(50))
        {
            var ends = Ends(path);
            if (ends.Count == 2 || ends.Any(end => end.IsBad))
                return true;
        }

        return false;
    }

    private static List<TimelineItem.Transport> Ends(string path)
    {
        try
        {
            return [.. Read(path).Items.OfType<TimelineItem.Transport>()];
        }
        catch (ImportException)
        {
            return []; // nothing is written yet
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var octets = new MemoryStream();
        file.CopyTo(octets);
        return octets.ToArray();
    }
}
