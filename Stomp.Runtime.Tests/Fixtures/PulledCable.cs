using System;
using System.ComponentModel;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// A way to a broker whose cable can be pulled: a <see cref="Wire"/> that listens in a network namespace of its own, behind a pair of virtual
/// interfaces. When the far one is down nothing arrives and nobody is told, neither end: the link is half-open. Needs the right to make
/// namespaces; without it the wire swallows what comes, which differs in that the system still acknowledges the octets.
/// </summary>
internal sealed class PulledCable : IAsyncDisposable
{
    private readonly string? _network;

    private PulledCable(Wire wire, string? network) => (Wire, _network) = (wire, network);

    public Wire Wire { get; }

    /// <summary>Whether there is a real cable.</summary>
    public bool IsReal => _network is not null;

    private bool IsPulled { get; set; }

    public static async Task<PulledCable> PlugAsync(int brokerPort)
    {
        var number = Random.Shared.Next(1 << 14);
        var name = $"stomp{number}";
        try
        {
            await Command.RunAsync("ip", "netns", "add", name);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            PulledCable? cable = null;
            return cable = new PulledCable(new Wire(brokerPort, (link, _) => Follow(link, () => cable!.IsPulled)), null);
        }

        try
        {
            // 198.18.0.0/15 is for experiments; every cable has four addresses of its own
            var network = (198 << 24) | (18 << 16) | (number << 2);
            var (near, far) = (AddressOf(network + 1), AddressOf(network + 2));
            await Command.RunAsync("ip", "link", "add", name, "type", "veth", "peer", "name", "far", "netns", name);
            await Command.RunAsync("ip", "address", "add", $"{near}/30", "dev", name);
            await Command.RunAsync("ip", "link", "set", name, "up");
            await Command.RunAsync("ip", "-netns", name, "address", "add", $"{far}/30", "dev", "far");
            await Command.RunAsync("ip", "-netns", name, "link", "set", "far", "up");
            return new PulledCable(new Wire(brokerPort, listener: ListenIn(name, far)), name);
        }
        catch
        {
            await Command.RunAsync("ip", "netns", "delete", name);
            throw;
        }
    }

    public async Task PullAsync()
    {
        IsPulled = true;
        if (_network is not null) await Command.RunAsync("ip", "-netns", _network, "link", "set", "far", "down");
        else Wire.Last.Swallow();
    }

    public async Task PlugInAsync()
    {
        IsPulled = false;
        if (_network is not null) await Command.RunAsync("ip", "-netns", _network, "link", "set", "far", "up");
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        if (_network is not null) await Command.RunAsync("ip", "netns", "delete", _network);
    }

    private static void Follow(WireLink link, Func<bool> isPulled)
    {
        if (isPulled()) link.Swallow();
    }

    private static IPAddress AddressOf(int number) => new(IPAddress.HostToNetworkOrder(number) & 0xFFFF_FFFFL);

    /// <summary>A socket stays in the network in which it was made; the thread that went there ends.</summary>
    private static Socket ListenIn(string network, IPAddress address)
    {
        var made = new TaskCompletionSource<Socket>();
        new Thread(() =>
        {
            try
            {
                Posix.EnterNetwork(network);
                made.SetResult(Wire.Listen(address));
            }
            catch (Exception exception) when (exception is InvalidOperationException or SocketException or IOException)
            {
                made.SetException(exception);
            }
        }).Start();
        return made.Task.GetAwaiter().GetResult();
    }
}
