using System;
using System.Collections.Concurrent;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Every wait has an end of the caller's choice, also with a broker that says CONNECTED and then nothing more.</summary>
[Recorded]
public sealed class DeadlineTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    [Fact]
    [Trait("Row", "M37")]
    public async Task A_begin_that_is_not_confirmed_in_time_is_aborted()
    {
        var mute = new Mute();
        await using var stomp = await Open(mute);
        var unknown = await Assert.ThrowsAsync<StompUnknownException>(
            () => stomp.BeginAsync("mine", new() { WaitForReceipt = true, Timeout = Short }, Real.Soon));
        Assert.Equal(new Cause.Abandoned(AbandonReason.DeadlinePassed), unknown.Cause);
        await mute.HeardAsync("ABORT\ntransaction:mine");
    }

    [Fact]
    [Trait("Row", "M25")]
    public async Task A_subscribe_that_is_not_confirmed_in_time_is_undone()
    {
        var mute = new Mute();
        await using var stomp = await Open(mute);
        await Assert.ThrowsAsync<StompUnknownException>(
            () => stomp.SubscribeAsync("/queue/a", AckMode.Auto, new() { WaitForReceipt = true, Timeout = Short }, Real.Soon));
        await mute.HeardAsync("UNSUBSCRIBE\nid:0");
    }

    private static Task<StompConnection> Open(Mute mute) => StompConnection.OpenAsync(
        new StompOptions { DisconnectTimeout = Short }.WithTransport(mute), Real.Soon);

    /// <summary>Answers CONNECT and listens from then on.</summary>
    private sealed class Mute : ITransportFactory
    {
        private readonly ConcurrentQueue<string> _heard = new();
        private readonly SemaphoreSlim _more = new(0);

        public ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            var pair = InMemoryTransport.CreatePair();
            _ = Task.Run(() => ServeAsync(pair.Server), CancellationToken.None);
            return ValueTask.FromResult(pair.Client);
        }

        public async Task HeardAsync(string text)
        {
            while (!string.Concat(_heard).Contains(text, StringComparison.Ordinal))
                await _more.WaitAsync(Real.Soon);
        }

        private async Task ServeAsync(ITransport transport)
        {
            var buffer = new byte[4096];
            for (var first = true; await transport.ReadAsync(buffer, Real.Soon) is var count and > 0; first = false)
            {
                if (first)
                    await transport.WriteAsync("CONNECTED\nversion:1.2\n\n\0"u8.ToArray(), Real.Soon);
                _heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, count));
                _more.Release();
            }
        }
    }
}
