using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// A folder, and the promise that it and every process started for it disappear: when it is disposed, when the test process
/// ends, and also when the test process is killed.
/// </summary>
/// <remarks>
/// The promise is kept by a shell (the keeper) in a session of its own. It waits on a pipe whose other end only this process
/// holds; however that end closes, the keeper kills all processes that carry the folder's name in their environment, which
/// no recycled process number can fake, and removes the folder.
/// </remarks>
internal sealed class Scratch : IAsyncDisposable
{
    private const string Mark = "STOMP_TEST_SCRATCH";

    private const string Keeper = $$"""
        # whoever waits for the end of the tests' output must not wait for this shell too
        exec 2>/dev/null
        trap '' HUP INT TERM
        cat >/dev/null
        dir=$1; shift
        quiet=0; rounds=0
        # two quiet rounds: a process may have been on its way from fork to exec in the first
        while [ "$quiet" -lt 2 ] && [ "$rounds" -lt 100 ]; do
          rounds=$((rounds + 1))
          found=$("$@" grep -lszxF "{{Mark}}=$dir" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3)
          if [ -n "$found" ]; then quiet=0; kill -KILL $found 2>/dev/null; else quiet=$((quiet + 1)); fi
          sleep 0.02
        done
        rm -rf "$dir"
        """;

    private static readonly ConcurrentDictionary<Scratch, bool> Open = new();

    private readonly Process _keeper;

    static Scratch() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseAll();

    private Scratch(string folder, BrokerAccount account, Process keeper)
    {
        Folder = folder;
        Account = account;
        _keeper = keeper;
        Open[this] = true;
    }

    public string Folder { get; }

    public BrokerAccount Account { get; }

    public static async Task<Scratch> CreateAsync(string name, string user)
    {
        var folder = Directory.CreateTempSubdirectory($"stomp-{name}-").FullName;
        await Command.RunAsync("chmod", "755", folder); // the broker runs as another user
        var account = await BrokerAccount.ForAsync(user, folder);
        // forked once more, so that killing this process's children spares the keeper; the scan runs as the broker's user,
        // because in a container not even root may read another user's environment
        var start = new ProcessStartInfo("setsid", ["--fork", "sh", "-c", Keeper, "keeper", folder, .. account.Prefix])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        return new Scratch(folder, account, Process.Start(start)!);
    }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public void Write(string relativePath, string text)
    {
        var path = PathOf(relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Makes a process that is about to start one of those that vanish with this folder.</summary>
    public void Adopt(ProcessStartInfo start) => start.Environment[Mark] = Folder;

    public async ValueTask DisposeAsync()
    {
        if (!Open.TryRemove(this, out _)) return;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        _keeper.StandardInput.Close();
        await _keeper.StandardOutput.ReadToEndAsync(deadline.Token); // its end is the keeper's end
        _keeper.Dispose();
    }

    private static void CloseAll()
    {
        // all keepers work at the same time; the runner may not grant us long, but they go on without us
        foreach (var scratch in Open.Keys) scratch._keeper.StandardInput.Close();
        foreach (var scratch in Open.Keys) scratch._keeper.StandardOutput.ReadToEnd();
    }
}
