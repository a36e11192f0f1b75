using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Brokers;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp serve</c>: the embedded broker on a port.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = NumberOption.Create("--port", $"The port on 127.0.0.1; 0 picks a free one. [default: {Endpoint.DefaultPort}]", 0, 65_535);
        var user = new Option<string[]>("--user") { Description = "Somebody who may log in; repeat it for more. Without it any login is accepted.", HelpName = "NAME:PASS" };
        var json = new Option<bool>("--json") { Description = "Prints the address as JSON." };
        var command = new Command("serve", "Runs a broker in memory on 127.0.0.1 until SIGTERM or Ctrl+C. The first line on stdout is its address. What is refused with NACK goes to /queue/dead-letter.") { port, user, json };
        return command.Runs(async (result, cancellationToken) =>
        {
            var accounts = new List<BrokerAccount>();
            foreach (var text in result.GetValue(user) ?? [])
                accounts.Add(Account(text));
            // Some clients of 1.1 name no host.
            var config = BrokerConfig.Default.WithRequiresHost(false).WithAccounts(ValueList.Of<BrokerAccount>([.. accounts]));
            return await ServeAsync(result.GetValue(port) ?? Endpoint.DefaultPort, config, result.GetValue(json), cancellationToken).ConfigureAwait(false);
        });
    }

    private static async Task<int> ServeAsync(int port, BrokerConfig config, bool json, CancellationToken cancellationToken)
    {
        var broker = await StartAsync(port, config).ConfigureAwait(false);
        await using (broker.ConfigureAwait(false))
        {
            Console.Out.WriteLine(json
                ? string.Create(CultureInfo.InvariantCulture, $$"""{"address":"{{broker.Uri}}","host":"127.0.0.1","port":{{broker.Port}}}""")
                : broker.Uri);
            if (!Console.IsErrorRedirected)
                Console.Error.WriteLine("The broker runs. Ctrl+C ends it, and what it holds is gone then.");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Done;
    }

    private static async Task<EmbeddedBroker> StartAsync(int port, BrokerConfig config)
    {
        try
        {
            return await EmbeddedBroker.StartAsync(new() { Port = port, Broker = config }).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw CliException.Failed(string.Create(CultureInfo.InvariantCulture, $"port {port} cannot be opened ({exception.Message}); choose another, or 0 for a free one."));
        }
    }

    private static BrokerAccount Account(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new(text[..colon], text[(colon + 1)..])
            : throw CliException.Usage("--user must be NAME:PASS, for instance --user guest:guest.");
    }
}
