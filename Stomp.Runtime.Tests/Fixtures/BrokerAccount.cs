using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// Whom a broker runs as: the package's user when the tests run as root (no server should be root, and some refuse to),
/// else whoever runs the tests.
/// </summary>
internal sealed class BrokerAccount
{
    private BrokerAccount(string owner, IReadOnlyList<string> prefix)
    {
        Owner = owner;
        Prefix = prefix;
    }

    public static BrokerAccount Caller { get; } = new("", []);

    /// <summary>uid:gid, or empty for the caller.</summary>
    private string Owner { get; }

    /// <summary>The words to put before a command.</summary>
    public IReadOnlyList<string> Prefix { get; }

    /// <summary>The account for a folder; the caller's own when the package's user cannot reach that folder.</summary>
    public static async Task<BrokerAccount> ForAsync(string user, string folder)
    {
        var entry = File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(user + ":", StringComparison.Ordinal));
        if (!Posix.IsRoot || entry is null) return Caller;
        var fields = entry.Split(':');
        string[] prefix = ["setpriv", $"--reuid={Number(fields[2])}", $"--regid={Number(fields[3])}", "--clear-groups", "--"];
        var (exitCode, _, _) = await Command.TryAsync(Command.Prefixed(prefix, "test", ["-x", folder]));
        return exitCode == 0 ? new BrokerAccount($"{fields[2]}:{fields[3]}", prefix) : Caller;
    }

    /// <summary>Hands a folder and all in it to this account.</summary>
    public Task OwnAsync(string folder) =>
        Owner.Length == 0 ? Task.CompletedTask : Command.RunAsync("chown", "-R", Owner, folder);

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
