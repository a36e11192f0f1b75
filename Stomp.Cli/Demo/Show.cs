using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime;
using Stomp.Runtime.Transports;

namespace Stomp.Cli.Demo;

/// <summary>All three versions, one after the other, and what came of them.</summary>
internal sealed class Show(Stage stage, Timeline timeline)
{
    private readonly WireLog _log = new(timeline);

    /// <summary>Plays it; whether every expectation was met.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<(Tally Tally, int Begin, int End)>();
        foreach (var version in (StompVersion[])[StompVersion.V12, StompVersion.V11, StompVersion.V10])
        {
            var tally = new Tally("STOMP " + version.ToText(), timeline);
            var begin = _log.Count;
            timeline.Section(tally.Title);
            await PlayAsync(version, tally, results.Count == 0, cancellationToken).ConfigureAwait(false);
            results.Add((tally, begin, _log.Count));
        }

        return Sum(results);
    }

    private async Task PlayAsync(StompVersion version, Tally tally, bool isFirst, CancellationToken cancellationToken)
    {
        var options = stage.UpTo(version);
        options = options.WithTransport(new TapFactory(options.TransportFactory ?? new SocketTransportFactory(options), _log));
        var begin = _log.Count;
        try
        {
            await new Performance(stage, version, options, _log, timeline, tally).PlayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StompConnectionException) when (isFirst && _log.Frames(begin, Side.Server, Command.Connected).Count == 0)
        {
            throw; // there is no broker, or none that lets this client in
        }
        catch (StompException exception)
        {
            tally.Expect($"no trouble, but: {exception.Message}", false);
        }

        var malformed = _log.Since(begin).OfType<Seen.Malformed>().Count();
        if (malformed > 0)
            tally.Expect("all octets were frames or heart-beats", false);
    }

    private bool Sum(List<(Tally Tally, int Begin, int End)> results)
    {
        timeline.Section("Summary");
        foreach (var (tally, begin, end) in results)
        {
            var seen = _log.Since(begin).Take(end - begin).ToList();
            timeline.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.Title}   → {Frames(seen, Side.Client),2} frames {Plural(Beats(seen, Side.Client))}   ← {Frames(seen, Side.Server),2} frames {Plural(Beats(seen, Side.Server))}   ✓ {tally.Passed,2}{(tally.Skipped > 0 ? $"  ○ {tally.Skipped}" : "")}{(tally.Failed.Count > 0 ? $"  ✗ {tally.Failed.Count}" : "")}"));
        }

        var failed = results.SelectMany(result => result.Tally.Failed.Select(what => $"{result.Tally.Title}: {what}")).ToList();
        foreach (var what in failed)
            timeline.Bad("✗ " + what);
        var passed = results.Sum(result => result.Tally.Passed);
        var skipped = results.Sum(result => result.Tally.Skipped);
        var left = skipped > 0 ? $", {skipped} not there to be shown" : "";
        var verdict = string.Create(CultureInfo.InvariantCulture, $"{passed} expectations met, {failed.Count} failed{left}, in {_log.Now.TotalSeconds:0.0} s");
        if (failed.Count == 0)
            timeline.Good(verdict);
        else
            timeline.Bad(verdict);
        return failed.Count == 0;
    }

    private static string Plural(int beats) => beats == 1 ? "1 beat " : string.Create(CultureInfo.InvariantCulture, $"{beats} beats");

    private static int Frames(List<Seen> seen, Side from) => seen.Count(entry => entry is Seen.Whole && entry.From == from);

    private static int Beats(List<Seen> seen, Side from) => seen.Count(entry => entry is Seen.Heartbeat && entry.From == from);
}
