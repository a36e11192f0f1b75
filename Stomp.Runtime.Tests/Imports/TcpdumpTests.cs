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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [BrokerFact(Broker.Tcpdump)]
    public async Task What_tcpdump_overhears_of_our_client_is_what_our_client_would_say()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var folder = Directory.CreateTempSubdirectory("stomp-tcpdump-");
        try
        {
            var path = Path.Combine(folder.FullName, "lo.pcap");
            using (var tcpdump = await ListenAsync(broker.Port!.Value, path))
            {
                try
                {
                    await TalkAsync(broker.Uri);
                    await UntilOverAsync(path);
                }
                finally
                {
                    tcpdump.Kill();
                }
            }

            var frames = CaptureImportTests.Frames(Read(path), Side.Client);
            Assert.Equal([Command.Connect, Command.Subscribe, Command.Send, Command.Ack, Command.Unsubscribe, Command.Disconnect], frames.Select(framed => framed.Content.Command));
            Assert.All(frames, framed => Assert.Equal((framed.Content.Command, Likeness.SameOctets, ""), (framed.Content.Command, framed.Comparison!.Likeness, framed.Comparison.Text)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
        var tcpdump = Process.Start(new ProcessStartInfo("tcpdump", ["-i", "lo", "-U", "--immediate-mode", "-w", path, "tcp", "port", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
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
    private static async Task UntilOverAsync(string path)
    {
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var ends = Ends(path);
            if (ends.Count == 2 || ends.Any(end => end.IsBad))
                return;
            Assert.True(patience.Elapsed < Patience, $"tcpdump overheard these ends: {string.Join(", ", ends.Select(end => end.What))}; its file has {new FileInfo(path).Length} octets");
        }
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
