using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>What the tests of faults have in common.</summary>
internal static class Faulty
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Both brokers keep what is sent so on disk, and RabbitMQ its queue.</summary>
    public static readonly SendOptions Persistent = Real.Receipted with { Headers = [new Header("persistent", "true")] };

    /// <summary>A connection that dials again at once and then every half second.</summary>
    public static StompOptions Through(Wire wire) => Soon(Real.OptionsFor(wire.Port));

    public static StompOptions Soon(StompOptions options) => options.WithReconnect(policy => policy with { Max = TimeSpan.FromMilliseconds(500) });

    /// <summary>The next time the connection waits after a loss. Asked for before the fault, else one may be too late to see it.</summary>
    public static async Task<StompState.Waiting> LossAsync(this StompConnection stomp) =>
        (StompState.Waiting)await stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);

    public static async Task<StompState.Connected> ConnectedAsync(this StompConnection stomp) =>
        (StompState.Connected)await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);

    public static StompState.Connected Session(this StompConnection stomp) => (StompState.Connected)stomp.State;

    /// <summary>All messages of a queue, read by a foreign client over a connection of its own, up to a mark that is put behind them.</summary>
    public static async Task<IReadOnlyList<string>> DrainAsync(int port, string queue)
    {
        var output = await Fixtures.Command.RunAsync("/usr/bin/python3", "-c", Drain, $"{port}", queue);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private const string Drain = """
        import stomp, sys, threading
        port, queue = int(sys.argv[1]), sys.argv[2]
        done = threading.Event()
        class Reader(stomp.ConnectionListener):
            def on_message(self, frame):
                if frame.body == "the end":
                    done.set()
                else:
                    print(frame.body[:80])
        connection = stomp.Connection12([("127.0.0.1", port)], vhost="/")
        connection.set_listener("", Reader())
        connection.connect("guest", "guest", wait=True)
        connection.send(queue, "the end")
        connection.subscribe(queue, id="1", ack="auto")
        if not done.wait(50):
            sys.exit("the end did not come")
        connection.disconnect()
        """;
}
