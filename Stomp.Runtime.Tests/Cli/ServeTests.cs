using System;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>serve: a broker for other programs, ours and foreign ones.</summary>
[Trait("Row", "N09")]
public sealed class ServeTests
{
    // A foreign client: it subscribes, sends, waits for the message, acknowledges it and says goodbye.
    private const string Python = """
        import sys, threading, stomp
        version, port, login, passcode = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
        kind = {"1.0": stomp.Connection10, "1.1": stomp.Connection11, "1.2": stomp.Connection12}[version]
        c = kind([("127.0.0.1", port)])
        came, gone, receipts = threading.Event(), threading.Event(), []
        class Listener(stomp.ConnectionListener):
            def on_message(self, frame):
                print("message", frame.headers["destination"], frame.headers.get("subscription"), frame.body)
                if version == "1.2": c.ack(frame.headers["ack"])
                elif version == "1.1": c.ack(frame.headers["message-id"], frame.headers["subscription"])
                else: c.ack(frame.headers["message-id"])
                came.set()
            def on_error(self, frame): print("error", frame.headers, frame.body)
            def on_receipt(self, frame): receipts.append(frame.headers["receipt-id"])
            def on_disconnected(self): gone.set()
        c.set_listener("", Listener())
        c.connect(login, passcode, wait=True)
        c.subscribe(destination="/queue/python", id="7", ack="client")
        c.send(body="Gr\u00fc\u00dfe " + version, destination="/queue/python", headers={"receipt": "sent"})
        print("came", came.wait(10))
        c.disconnect(receipt="bye")
        print("gone", gone.wait(10), sorted(set(receipts)))
        """;

    [BrokerFact(Fixtures.Broker.PythonStomp)]
    public Task A_foreign_client_sends_and_receives_in_1_0() => ForeignClientAsync("1.0");

    [BrokerFact(Fixtures.Broker.PythonStomp)]
    public Task A_foreign_client_sends_and_receives_in_1_1() => ForeignClientAsync("1.1");

    [BrokerFact(Fixtures.Broker.PythonStomp)]
    public Task A_foreign_client_sends_and_receives_in_1_2() => ForeignClientAsync("1.2");

    [Fact]
    public async Task Only_those_who_may_log_in_do()
    {
        await using var served = await ServedBroker.StartAsync("--user", "ann:b:c", "--user", "bob:d");
        await using (await StompConnection.OpenAsync($"stomp://ann:b%3Ac@127.0.0.1:{served.Address.Port}"))
        await using (await StompConnection.OpenAsync($"stomp://bob:d@127.0.0.1:{served.Address.Port}"))
            Assert.True(served.IsRunning);
        await Assert.ThrowsAsync<StompConnectionException>(() => StompConnection.OpenAsync($"stomp://ann:wrong@127.0.0.1:{served.Address.Port}"));
        await Assert.ThrowsAsync<StompConnectionException>(() => StompConnection.OpenAsync(served.Address.ToString()));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_runs_with_stdin_closed_and_ends_when_told(string signal)
    {
        await using var served = await ServedBroker.StartAsync();
        await using var client = await StompConnection.OpenAsync(StompOptions.For(served.Address.ToString()).WithReconnect(policy => policy with { Rounds = 0 }));
        Assert.True(served.IsRunning);
        Assert.Equal(0, await served.StopAsync(signal));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_failure()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var port = broker.Port!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var result = await Tool.RunAsync("serve", "--port", port);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(port, result.Errors);
    }

    private static async Task ForeignClientAsync(string version)
    {
        await using var served = await ServedBroker.StartAsync();
        var output = await Command.RunAsync("/usr/bin/python3", "-c", Python, version, served.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "any", "body");
        Assert.Equal(
            [
                $"message /queue/python 7 Grüße {version}",
                "came True",
                "gone True ['bye', 'sent']",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
