using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>The measuring peer in a process of its own, which ends with this one.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    public PeerProcess()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "stomp-peer")) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("The peer did not start.");
        using var first = JsonDocument.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended at once."));
        Address = FormattableString.Invariant($"stomp://127.0.0.1:{first.RootElement.GetProperty("port").GetInt32()}");
        // What it says of each connection is read, so that its pipe never fills.
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    public string Address { get; }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000))
            _process.Kill();
        _process.Dispose();
    }
}
