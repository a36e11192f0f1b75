using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Spectre.Console;
using Stomp.Benchmarks.Compare;

if (args is ["raw", var rawBlock, var rawMode, var rawPort, var rawCount, var rawSize])
{
    var invariant = System.Globalization.CultureInfo.InvariantCulture;
    Console.Out.WriteLine(new RawSocket(int.Parse(rawBlock, invariant)).Measure(rawMode, int.Parse(rawPort, invariant), long.Parse(rawCount, invariant), int.Parse(rawSize, invariant)));
    return 0;
}

var ours = new Option<string>("--ours") { Description = "The built tool stomp.", Required = true };
var peer = new Option<string>("--peer") { Description = "The built peer.", Required = true };
var rivals = new Option<string>("--rivals") { Description = "The folder with the rivals and their node_modules.", Required = true };
var output = new Option<string>("--output") { Description = "The Markdown file; a chart goes beside it.", Required = true };
var figures = new Option<string[]>("--figures") { Description = "Files of JSON lines with what was measured otherwise.", AllowMultipleArgumentsPerToken = true };
var notes = new Option<string?>("--notes") { Description = "A Markdown file that stands at the end, written by hand." };
var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 7 };
var seconds = new Option<double>("--seconds") { Description = "How long a run is to take, about.", DefaultValueFactory = _ => 0.7 };
var modes = new Option<string[]>("--modes") { Description = "Which modes.", DefaultValueFactory = _ => ["send", "receipt", "receive", "ack", "echo"], AllowMultipleArgumentsPerToken = true };
var sizes = new Option<int[]>("--sizes") { Description = "Which sizes.", DefaultValueFactory = _ => [16, 256, 4096, 65536], AllowMultipleArgumentsPerToken = true };
var command = new RootCommand("Compares the product with the raw socket and with other clients, and writes docs/performance.md.") { ours, peer, rivals, output, figures, notes, rounds, seconds, modes, sizes };
command.SetAction(result =>
{
    var folder = result.GetValue(rivals)!;
    Dictionary<string, double> Rates(double send, double receive, double ack, double receipt) =>
        new() { ["send"] = send, ["receive"] = receive, ["ack"] = ack, ["receipt"] = receipt };
    Contestant[] contestants =
    [
        new("Stomp", result.GetValue(ours)!, [], Rates(500_000, 500_000, 200_000, 200_000), IsOurs: true),
        new(Contestant.Raw, Environment.ProcessPath!, ["raw", "262144"], Rates(5_000_000, 5_000_000, 5_000_000, 5_000_000)),
        new(Contestant.RawLong, Environment.ProcessPath!, ["raw", "1572864"], Rates(5_000_000, 5_000_000, 5_000_000, 5_000_000)) { Modes = ["send", "receipt"] },
        new("php-stomp", "php", [Path.Combine(folder, "stomp_php.php")], Rates(150_000, 500_000, 80_000, 30_000)),
        new("stompjs", "node", [Path.Combine(folder, "stompjs.mjs")], Rates(150_000, 50_000, 40_000, 60_000)),
        new("stompit", "node", [Path.Combine(folder, "stompit.mjs")], Rates(50_000, 50_000, 30_000, 40_000)),
        new("stomp.py", "/usr/bin/python3", [Path.Combine(folder, "stomp_py.py")], Rates(80_000, 40_000, 30_000, 30_000)),
        new("ruby-stomp", "ruby", [Path.Combine(folder, "stomp_ruby.rb")], Rates(20_000, 10_000, 8_000, 8_000)),
    ];
    var cases = (from mode in result.GetValue(modes)! from size in mode == "echo" ? [16] : result.GetValue(sizes)! select new Case(mode, size)).ToList();
    var tournament = new Tournament(contestants, result.GetValue(peer)!, result.GetValue(seconds));
    var runs = tournament.Play(cases, result.GetValue(rounds), text => AnsiConsole.Console.MarkupLineInterpolated($"[grey]{text}[/]")).ToList();
    var summaries = cases.Select(what => new Summary(what, runs)).ToList();
    var path = result.GetValue(output)!;
    var chart = Path.ChangeExtension(path, ".png");
    Chart.Save(summaries, contestants, chart);
    File.WriteAllText(path, Report.Write(summaries, contestants, tournament, new(
        FormattableString.Invariant($"benchmarks/compare.sh --rounds {result.GetValue(rounds)} --seconds {result.GetValue(seconds)}"),
        Path.GetFileName(chart),
        Versions.All(folder),
        runs.Select(static run => run.Result.Settings).FirstOrDefault(static settings => settings is not null),
        [.. result.GetValue(figures)!.Where(File.Exists).SelectMany(Figures.Load)],
        result.GetValue(notes) is { } file && File.Exists(file) ? File.ReadAllText(file) : "")));
    return 0;
});
return command.Parse(args).Invoke();
