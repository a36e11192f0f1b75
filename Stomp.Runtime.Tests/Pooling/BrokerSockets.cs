using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;
using Xunit;

namespace Stomp.Runtime.Tests.Pooling;

/// <summary>How many connections a broker has, as the system's table of sockets has it. Linux only.</summary>
internal static class BrokerSockets
{
    private const string Established = "01";

    /// <summary>Established connections at the broker's side of a port.</summary>
    public static int CountAt(int port)
    {
        var end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[1].EndsWith(end, StringComparison.Ordinal) && fields[3] == Established);
    }

    public static Task BecomeAsync(int port, int count) => UntilAsync(() => CountAt(port) == count, () => $"{CountAt(port)} connections at {port} instead of {count}");

    /// <summary>Fails the test when something does not come about.</summary>
    public static async Task UntilAsync(Func<bool> holds, Func<string> otherwise)
    {
        var soon = Real.Soon;
        while (!holds())
        {
            Assert.False(soon.IsCancellationRequested, otherwise());
            await Task.Delay(20);
        }
    }
}
