using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>One run of a server program, the leader of its own session and process group.</summary>
internal sealed class BrokerProcess
{
    private readonly Process _process;

    private BrokerProcess(Process process)
    {
        _process = process;
        Pid = process.Id;
    }

    /// <summary>The server's own number: every word before the program replaces itself by the next.</summary>
    public int Pid { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program in a scratch folder; what it prints goes to <paramref name="log"/> there.</summary>
    public static BrokerProcess Start(
        Scratch scratch, string log, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        const string Redirect = "ulimit -n 4096 2>/dev/null; log=$0; exec \"$@\" </dev/null >>\"$log\" 2>&1";
        string[] prefix = ["setsid", .. scratch.Account.Prefix, "sh", "-c", Redirect, scratch.PathOf(log)];
        var start = Command.Prefixed(prefix, program, arguments);
        start.WorkingDirectory = scratch.Folder;
        scratch.Adopt(start);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["HOME"] = scratch.Folder;
        start.Environment["LANG"] = start.Environment["LC_ALL"] = "C.UTF-8";
        return new BrokerProcess(Process.Start(start)!);
    }

    public void Signal(int signal)
    {
        if (!HasExited) Posix.Signal(Pid, signal);
    }

    /// <summary>SIGKILL to the whole group, children included.</summary>
    public void Kill()
    {
        if (!HasExited) Posix.Signal(-Pid, Posix.Kill);
    }

    public async Task<bool> ExitedAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The kernel's letter for what the process does: T is stopped by a signal.</summary>
    public char State()
    {
        var line = File.ReadAllText($"/proc/{Pid}/stat");
        return line[line.LastIndexOf(')') + 2];
    }
}
