using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>The reference client, python3-stomp, as a consumer at the same broker: it says when its subscription is confirmed, then what came.</summary>
internal sealed class ForeignReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _complaints;

    private ForeignReader(Process process)
    {
        _process = process;
        _complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one that reads so many messages.</summary>
    public static async Task<ForeignReader> StartAsync(BrokerInstance broker, string destination, int count)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Read, broker.Port.ToString(CultureInfo.InvariantCulture), destination, count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var reader = new ForeignReader(Process.Start(start)!);
        var first = await reader._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return first == "ready" ? reader : throw new InvalidOperationException($"python3-stomp said {first}; {await reader._complaints}");
    }

    /// <summary>The bodies, in order, once all came.</summary>
    public async Task<string[]> BodiesAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var output = await _process.StandardOutput.ReadToEndAsync(deadline.Token);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"python3-stomp ended with {_process.ExitCode}: {output} {await _complaints}");
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private const string Read = """
        import stomp, sys, threading
        class Reader(stomp.ConnectionListener):
            def __init__(self):
                self.subscribed = threading.Event()
                self.came = threading.Semaphore(0)
                self.bodies = []
            def on_receipt(self, frame): self.subscribed.set()
            def on_message(self, frame):
                self.bodies.append(frame.body)
                self.came.release()
        reader = Reader()
        client = stomp.Connection12([('127.0.0.1', int(sys.argv[1]))], vhost='/', heartbeats=(0, 0))
        client.set_listener('reader', reader)
        client.connect('guest', 'guest', wait=True)
        client.subscribe(sys.argv[2], 'r', ack='auto', headers={'receipt': 'ready'})
        if not reader.subscribed.wait(50): sys.exit('no receipt for SUBSCRIBE')
        print('ready', flush=True)
        for i in range(int(sys.argv[3])):
            if not reader.came.acquire(timeout=50): sys.exit('%d messages came' % i)
        print(*reader.bodies, sep='\n', flush=True)
        client.disconnect()
        """;
}
