using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;

namespace Stomp.Runtime.Tests.Cli;

/// <summary><c>stomp serve</c> as a process, on a free port, with stdin closed.</summary>
internal sealed class ServedBroker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private ServedBroker(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public bool IsRunning => !_process.HasExited;

    public static async Task<ServedBroker> StartAsync(params string[] arguments)
    {
        var process = Process.Start(Tool.Start(["serve", "--port", "0", .. arguments]))!;
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(deadline.Token);
            return new(process, new Uri(line ?? await process.StandardError.ReadToEndAsync(deadline.Token)));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it as an operating system would.</summary>
    public async Task<int> StopAsync(string signal)
    {
        await Command.RunAsync("/bin/kill", "-s", signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var deadline = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (IsRunning)
            _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
