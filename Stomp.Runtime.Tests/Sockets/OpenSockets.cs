using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace Stomp.Runtime.Tests.Sockets;

/// <summary>What the system itself says about a socket of this process, found by its port and without help of the product. Linux only.</summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "generated marshalling would need unsafe code")]
internal static class OpenSockets
{
    private const int SolSocket = 1;
    private const int SoKeepAlive = 9;
    private const int Tcp = 6;
    private const int TcpNoDelay = 1;
    private const int TcpKeepIdle = 4;
    private const int TcpKeepInterval = 5;
    private const int TcpKeepCount = 6;

    /// <summary>The file descriptor of the socket between two ports, null when there is none in this process.</summary>
    public static int? Find(int localPort, int remotePort)
    {
        var inodes = Inodes(fields => IsPort(fields[1], localPort) && IsPort(fields[2], remotePort));
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (inodes.Contains(new FileInfo(path).LinkTarget ?? ""))
                return int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
        }

        return null;
    }

    /// <summary>How many sockets of this process are on their way to a port or connected to it.</summary>
    public static int CountTo(int remotePort)
    {
        var inodes = Inodes(fields => IsPort(fields[2], remotePort));
        return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(path => inodes.Contains(new FileInfo(path).LinkTarget ?? ""));
    }

    private static HashSet<string> Inodes(Func<string[], bool> matches) =>
        [.. new[] { "/proc/self/net/tcp", "/proc/self/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(matches)
            .Select(fields => $"socket:[{fields[9]}]")];

    public static bool IsNoDelay(int descriptor) => Option(descriptor, Tcp, TcpNoDelay) != 0;

    public static bool IsKeptAlive(int descriptor) => Option(descriptor, SolSocket, SoKeepAlive) != 0;

    /// <summary>Time and interval in seconds, and the count.</summary>
    public static (int Time, int Interval, int Count) KeepAlive(int descriptor) =>
        (Option(descriptor, Tcp, TcpKeepIdle), Option(descriptor, Tcp, TcpKeepInterval), Option(descriptor, Tcp, TcpKeepCount));

    private static bool IsPort(string address, int port) => address.EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static int Option(int descriptor, int level, int name)
    {
        var size = sizeof(int);
        Assert.Equal(0, getsockopt(descriptor, level, name, out var value, ref size));
        return value;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int getsockopt(int descriptor, int level, int name, out int value, ref int size);
}
