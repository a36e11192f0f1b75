using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;

namespace Stomp.Benchmarks.Compare;

/// <summary>Interleaved rounds: in each round every contestant runs every case once, so that what the machine does to one it does to all.</summary>
internal sealed class Tournament(IReadOnlyList<Contestant> contestants, string peerProgram, double seconds)
{
    private readonly Dictionary<(string, Case), long> _counts = [];

    // A single run may fail for no reason of the contestant's.
    private const int MostFailures = 2;

    private readonly Dictionary<(string, Case), int> _failures = [];

    /// <summary>Contestants that could not run a case, with the reason; who fails twice is left out of it from then on.</summary>
    public Dictionary<(string Contestant, Case Case), string> Absent { get; } = [];

    public IEnumerable<Run> Play(IReadOnlyList<Case> cases, int rounds, Action<string> tell)
    {
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var what in cases)
            {
                foreach (var run in Play(what, round, text => tell($"round {round} of {rounds}: {text}")))
                    yield return run;
            }
        }
    }

    private IEnumerable<Run> Play(Case what, int round, Action<string> tell)
    {
        var peer = new Peer(peerProgram, what.Mode == "echo");
        try
        {
            foreach (var contestant in contestants)
            {
                if (!contestant.Plays(what.Mode) || _failures.GetValueOrDefault((contestant.Name, what)) >= MostFailures)
                    continue;
                tell($"{what}, {contestant.Name}");
                if (Measure(contestant, what, peer) is { } measured)
                {
                    yield return new(what, contestant.Name, round, measured);
                    continue;
                }

                // What this one still says of a run that failed would be taken for the next one's.
                peer.Dispose();
                peer = new(peerProgram, what.Mode == "echo");
            }
        }
        finally
        {
            peer.Dispose();
        }
    }

    private Measured? Measure(Contestant contestant, Case what, Peer peer)
    {
        var count = CountFor(contestant, what);
        peer.Forget();
        var (output, complaint) = Execute(contestant.Command(what, peer.Port, count), contestant.IsOurs);
        if (output is null)
            return Fail(contestant, what, complaint);

        var measured = JsonSerializer.Deserialize<Measured>(output)!;
        // The peer says something of every connection, of the raw one too: what comes late would be taken for the next contestant's.
        if (contestant.IsRaw)
            peer.Next();
        else if (Disagreement(what, count, contestant, peer) is { } disagreement)
            return contestant.IsOurs ? throw new InvalidOperationException($"{contestant.Name}, {what}: {disagreement}") : Fail(contestant, what, disagreement);
        // The next round takes as long as wanted.
        _counts[(contestant.Name, what)] = Math.Clamp((long)(measured.PerSecond * seconds), what.Mode == "echo" ? 2_000 : 500, 20_000_000);
        return measured;
    }

    private Measured? Fail(Contestant contestant, Case what, string why)
    {
        Absent[(contestant.Name, what)] = why;
        _failures[(contestant.Name, what)] = _failures.GetValueOrDefault((contestant.Name, what)) + 1;
        return null;
    }

    private long CountFor(Contestant contestant, Case what) =>
        _counts.TryGetValue((contestant.Name, what), out var count) ? count
        : what.Mode == "echo" ? 5_000
        : (long)Math.Clamp((contestant.Rates.TryGetValue(what.Mode, out var rate) ? rate : 20_000) * seconds * 256 / Math.Max(256, what.Size), 500, 5_000_000);

    /// <summary>What counts is what the peer has seen.</summary>
    private static string? Disagreement(Case what, long count, Contestant contestant, Peer peer)
    {
        // The product warms up over a connection of its own.
        var seen = peer.NextBusy();
        if (contestant.IsOurs)
            seen = peer.NextBusy();
        return what.Mode switch
        {
            "send" or "receipt" when seen.Sends != count + (what.Mode == "send" ? 1 : 0) || seen.BodySum != count * what.Size * 'm' =>
                $"the peer saw {seen.Sends} sends whose octets add up to {seen.BodySum}; {count} and {count * what.Size * 'm'} were expected.",
            "ack" when seen.Acks != count => $"the peer saw {seen.Acks} acknowledgements; {count} were expected.",
            "receive" when seen.Poured != count => $"the peer poured {seen.Poured} messages; {count} were expected.",
            "echo" when seen.Sends != count => $"the peer saw {seen.Sends} sends; {count} were expected.",
            _ => null,
        };
    }

    private static (string? Output, string Complaint) Execute((string Program, List<string> Arguments) command, bool isOurs)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Whoever is measured is told how, and says so in what it prints.
        if (isOurs)
        {
            start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
            // 32 MiB. Where the processor's caches are hidden from the runtime, as in many virtual machines, it takes the least there is.
            start.Environment["DOTNET_GCgen0size"] = "0x2000000";
        }

        try
        {
            using var process = Process.Start(start)!;
            var complaint = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(30_000))
            {
                process.Kill(entireProcessTree: true);
                return (null, "it did not end within 30 s");
            }

            var lines = output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return process.ExitCode == 0 && lines.Length > 0 ? (lines[^1], "") : (null, complaint.GetAwaiter().GetResult().Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (null, exception.Message);
        }
    }
}
