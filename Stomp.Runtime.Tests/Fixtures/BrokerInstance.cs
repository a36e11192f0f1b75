using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>A real broker with a life that a test can govern. Data survive until the instance is disposed.</summary>
public abstract class BrokerInstance : IAsyncDisposable
{
    private static readonly TimeSpan Polling = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private BrokerProcess? _process;
    private bool _shared;

    private protected BrokerInstance(Scratch scratch, int port)
    {
        Scratch = scratch;
        Port = port;
    }

    /// <summary>STOMP over plain TCP on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The number of the running server process.</summary>
    public int Pid => Process.Pid;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Folder of the instance: configuration, data, logs.</summary>
    public string Folder => Scratch.Folder;

    /// <summary>The last lines of everything the broker wrote to its logs.</summary>
    public string LogTail => Tail(60);

    private protected Scratch Scratch { get; }

    /// <summary>Listeners beside <see cref="Port"/> that must accept before the broker counts as started.</summary>
    private protected virtual IReadOnlyList<int> OtherPorts => [];

    private protected virtual int StopSignal => Posix.Terminate;

    private BrokerProcess Process => _process ?? throw new InvalidOperationException($"{GetType().Name} was not started");

    /// <summary>Starts the broker on the same ports and data as before; returns when CONNECT is answered by CONNECTED.</summary>
    public Task StartAsync() => StartAsync("guest", "guest");

    /// <summary>The same for a broker that wants another login.</summary>
    public async Task StartAsync(string login, string passcode)
    {
        if (IsRunning) throw new InvalidOperationException($"{GetType().Name} is running already");
        _process = await LaunchAsync();
        if (!await BecomesAsync(() => StompProbe.AnswersAsync(Port, login, passcode, TimeSpan.FromSeconds(5)))) throw CannotStart(Port);
        foreach (var port in OtherPorts)
        {
            if (!await BecomesAsync(() => StompProbe.AcceptsAsync(port, TimeSpan.FromSeconds(5)))) throw CannotStart(port);
        }
    }

    /// <summary>An orderly end: SIGTERM, and the wait for the process to be gone.</summary>
    public async Task StopAsync()
    {
        OnlyPrivate();
        Process.Signal(Posix.Continue);
        Process.Signal(StopSignal);
        if (await Process.ExitedAsync(StopPatience)) return;
        Process.Kill();
        throw new TimeoutException($"{GetType().Name} did not stop within {StopPatience.TotalSeconds} s:\n{LogTail}");
    }

    /// <summary>SIGKILL: what a power cut looks like from the network's end, except that the kernel still sends FIN.</summary>
    public async Task KillAsync()
    {
        OnlyPrivate();
        Process.Kill();
        if (!await Process.ExitedAsync(StopPatience)) throw new TimeoutException($"process {Pid} outlived SIGKILL");
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers. Returns when the process stands still.</summary>
    public void Pause()
    {
        OnlyPrivate();
        Process.Signal(Posix.Stop);
        var patience = Stopwatch.StartNew();
        while (Process.State() != 'T')
        {
            if (patience.Elapsed > StopPatience) throw new TimeoutException($"process {Pid} did not stand still");
            Thread.Yield();
        }
    }

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        OnlyPrivate();
        Process.Signal(Posix.Continue);
    }

    public async Task RestartAsync()
    {
        if (IsRunning) await StopAsync();
        await StartAsync();
    }

    /// <summary>Kills what runs and removes the folder. A shared instance stays until the test process ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_shared) return;
        await Scratch.DisposeAsync();
        if (_process is not null) await _process.ExitedAsync(StopPatience);
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<BrokerProcess> LaunchAsync();

    /// <summary>Starts a fresh instance; one that does not come up leaves nothing behind.</summary>
    private protected static async Task<TBroker> StartedAsync<TBroker>(Task<TBroker> preparation, bool shared = false)
        where TBroker : BrokerInstance
    {
        var broker = await preparation;
        try
        {
            await broker.StartAsync();
            broker._shared = shared;
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    private void OnlyPrivate()
    {
        if (_shared) throw new InvalidOperationException("other tests use this broker: disturb one of StartPrivateAsync instead");
    }

    private async Task<bool> BecomesAsync(Func<Task<bool>> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!await condition())
        {
            if (Process.HasExited || patience.Elapsed > StartPatience) return false;
            await Task.Delay(Polling);
        }

        return true;
    }

    private BrokerStartException CannotStart(int port)
    {
        var what = Process.HasExited ? "ended before it answered" : $"did not answer within {StartPatience.TotalSeconds} s";
        return new BrokerStartException($"{GetType().Name} {what} on port {port}; its last log lines:\n{LogTail}");
    }

    private string Tail(int lines)
    {
        var logs = Directory.Exists(Scratch.PathOf("log")) ? Directory.GetFiles(Scratch.PathOf("log")) : [];
        return string.Join('\n', logs.Order(StringComparer.Ordinal).SelectMany(log =>
            File.ReadLines(log).TakeLast(lines).Prepend($"--- {Path.GetFileName(log)}")));
    }
}
