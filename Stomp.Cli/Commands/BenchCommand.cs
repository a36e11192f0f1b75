using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Stomp.Cli.Bench;
using Command = System.CommandLine.Command;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp bench</c>: how fast, against any broker.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var broker = BrokerOptions.Broker();
        var mode = new Option<BenchMode>("--mode")
        {
            Description = "send: SEND, one receipt at the end; receipt: SEND with a receipt each; receive: MESSAGE in mode auto; ack: MESSAGE with an ACK each; echo: there and back, one at a time.",
            HelpName = "MODE",
            Required = true,
        };
        mode.AcceptOnlyFromAmong("send", "receipt", "receive", "ack", "echo");
        var count = NumberOption.Create("--count", "How many messages. [default: 100000]", 1);
        var size = NumberOption.Create("--size", "Octets of a body. [default: 256]", 1, 1 << 26);
        var peer = new Option<bool>("--peer") { Description = "The other end is a measuring peer with /sink, /firehose/N/S and /echo; else a scratch queue is used." };
        var json = new Option<bool>("--json") { Description = "One line of JSON, the last on stdout." };
        var command = new Command("bench", "Measures one case against a broker, over the public API. Heart-beats are off meanwhile.")
        {
            broker, mode, count, size, peer, json,
        };
        return command.Runs(async (result, cancellationToken) =>
        {
            var plan = new BenchPlan(
                // What is measured is one connection: when it is lost there is nothing to be measured.
                BrokerOptions.Parse(result.GetValue(broker)).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero).WithAllowSynchronousContinuations(true).WithReconnect(policy => policy.WithRounds(0)),
                result.GetValue(mode),
                result.GetValue(count) ?? 100_000,
                result.GetValue(size) ?? 256,
                result.GetValue(peer));
            var measured = await WithProgressAsync(plan, cancellationToken).ConfigureAwait(false);
            Console.Out.WriteLine(result.GetValue(json) ? JsonSerializer.Serialize(measured) : measured.ToString());
            return ExitCode.Done;
        });
    }

    /// <summary>A bar on stderr, where that is a terminal.</summary>
    private static async Task<BenchResult> WithProgressAsync(BenchPlan plan, CancellationToken cancellationToken)
    {
        if (Console.IsErrorRedirected)
            return await BenchRun.RunAsync(plan, static _ => { }, cancellationToken).ConfigureAwait(false);
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask($"{plan.Mode} {plan.Size}", maxValue: plan.Count);
            return await BenchRun.RunAsync(plan, done => task.Value = done, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }
}
