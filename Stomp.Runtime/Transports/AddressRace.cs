using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Transports;

/// <summary>
/// Connects to the first of a host's addresses that answers: they are tried in turn, families alternating, the next one beside those before it when they
/// fail or do not answer in time (RFC 8305).
/// </summary>
internal sealed class AddressRace(SocketOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : Alternate(await resolve(host, cancellationToken).ConfigureAwait(false));
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (options.LocalEndPoint is { } local)
        {
            addresses = [.. addresses.Where(address => address.AddressFamily == local.AddressFamily)];
            if (addresses.Length == 0)
                throw new SocketException((int)SocketError.AddressFamilyNotSupported, $"{host} has no address of the family of SocketOptions.LocalEndPoint, which is {local}");
        }

        return addresses.Length == 1
            ? await ConnectAsync(addresses[0], port, cancellationToken).ConfigureAwait(false)
            : await RaceAsync(addresses, port, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Socket> RaceAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Socket>>();
        var next = 0;
        SocketException? last = null;
        try
        {
            while (true)
            {
                if (next < addresses.Length)
                    running.Add(ConnectAsync(addresses[next++], port, losers.Token));
                else if (running.Count == 0)
                    throw last!;
                if (await FirstAsync(running, next < addresses.Length, losers.Token).ConfigureAwait(false) is not { } finished)
                    continue;
                running.Remove(finished);
                try
                {
                    return await finished.ConfigureAwait(false);
                }
                catch (SocketException exception)
                {
                    last = exception;
                }
            }
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
            foreach (var task in running)
                _ = DropAsync(task);
        }
    }

    /// <summary>The attempt that finishes first, null when none did before the next address is due.</summary>
    private async Task<Task<Socket>?> FirstAsync(List<Task<Socket>> running, bool hasNext, CancellationToken cancellationToken)
    {
        if (!hasNext)
            return await Task.WhenAny(running).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(options.AddressDelay, time, stop.Token);
        var first = await Task.WhenAny([.. running, delay]).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        return ReferenceEquals(first, delay) ? null : (Task<Socket>)first;
    }

    private async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Configure(socket);
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Nobody needs this attempt any more: its socket is closed, its failure is nobody's.</summary>
    private static async Task DropAsync(Task<Socket> attempt)
    {
        await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (attempt.IsCompletedSuccessfully)
            (await attempt.ConfigureAwait(false)).Dispose();
    }

    private void Configure(Socket socket)
    {
        socket.NoDelay = options.NoDelay;
        if (options.LocalEndPoint is { } local)
            Bind(socket, local);
        if (!options.KeepAlive)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (options.KeepAliveTime is { } idle)
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)idle.TotalSeconds);
        if (options.KeepAliveInterval is { } interval)
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)interval.TotalSeconds);
        if (options.KeepAliveCount is { } count)
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, count);
    }

    private static void Bind(Socket socket, IPEndPoint local)
    {
        try
        {
            socket.Bind(local);
        }
        catch (SocketException exception)
        {
            throw new SocketException((int)exception.SocketErrorCode, $"SocketOptions.LocalEndPoint is {local}, which cannot be used: {exception.Message}");
        }
    }

    /// <summary>The resolver's own order within each family, beginning with the family that it puts first.</summary>
    internal static IPAddress[] Alternate(IPAddress[] addresses)
    {
        var families = addresses.GroupBy(address => address.AddressFamily).Select(group => group.ToArray()).ToArray();
        var most = families.Length == 0 ? 0 : families.Max(family => family.Length);
        return [.. Enumerable.Range(0, most).SelectMany(i => families.Where(family => i < family.Length).Select(family => family[i]))];
    }
}
