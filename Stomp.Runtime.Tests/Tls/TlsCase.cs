using System;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>What the tests of TLS have in common.</summary>
internal static class TlsCase
{
    public static StompOptions OptionsFor(string host, int port) =>
        StompOptions.For(FormattableString.Invariant($"stomp+ssl://guest:guest@{host}:{port}"))
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(1), FirstRounds = 1 });

    /// <summary>Opens, which must fail because of TLS, in time; what was said comes back.</summary>
    public static async Task<string> RefusedAsync(StompOptions options)
    {
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        var fault = failure.Reason switch
        {
            EndReason.DialFailed dial => dial.Fault,
            EndReason.ConnectionLost { Fault: { } lost } => lost,
            _ => null,
        };
        Assert.True(fault is { Kind: TransportFaultKind.Tls }, failure.ToString());
        Assert.Contains(fault.Text.TrimEnd('.'), failure.Message, StringComparison.Ordinal);
        return failure.Message;
    }

    /// <summary>Sends a message to a queue and reads it back.</summary>
    public static async Task RoundTripAsync(StompConnection stomp)
    {
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await stomp.SendAsync(queue, "Hello", cancellationToken: Real.Soon);
        Assert.Equal("Hello", (await messages.NextAsync()).GetText());
    }
}
