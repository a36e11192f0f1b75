using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading;

namespace Stomp.Benchmarks.Compare;

/// <summary>The measuring peer in its own process.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<Seen> _seen = [];

    public Peer(string program, bool onOneCore)
    {
        var start = onOneCore ? new ProcessStartInfo("taskset", ["-c", "0", program]) : new ProcessStartInfo(program);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException("The peer did not start.");
        using var first = JsonDocument.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended at once."));
        Port = first.RootElement.GetProperty("port").GetInt32();
        new Thread(Read) { IsBackground = true }.Start();
    }

    public int Port { get; }

    /// <summary>What the peer saw of the next connection that ended.</summary>
    public Seen Next() => _seen.TryTake(out var seen, TimeSpan.FromSeconds(30)) ? seen : throw new InvalidOperationException("The peer says nothing of a connection that should be over.");

    /// <summary>What the peer saw of the next connection that ended and on which something was done: one that only came and went is nobody's measurement.</summary>
    public Seen NextBusy()
    {
        Seen seen;
        do
            seen = Next();
        while (seen is { Sends: 0, Acks: 0, Poured: 0 });
        return seen;
    }

    public void Forget()
    {
        while (_seen.TryTake(out _))
        {
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000))
            _process.Kill();
        _process.Dispose();
        _seen.Dispose();
    }

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
            _seen.Add(JsonSerializer.Deserialize<Seen>(line)!);
    }
}
