using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Transports;

/// <summary>Messages of a few kibibytes are parts of what was read, which is not read to again.</summary>
[Trait("Row", "M48")]
public sealed class GivenTests
{
    private const int Count = 1_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_that_are_kept_stay_what_they_are(bool synchronous)
    {
        var options = new StompOptions().WithTransport(new Pour()) with { AllowSynchronousContinuations = synchronous };
        await using var stomp = await StompConnection.OpenAsync(options);
        await using var subscription = await stomp.SubscribeAsync("/queue/a");
        using var patience = new CancellationTokenSource(Soon);
        var kept = new List<StompMessage>();
        while (kept.Count < Count)
            kept.Add(await subscription.Messages.ReadAsync(patience.Token));

        for (var i = 0; i < Count; i++)
        {
            Assert.Equal($"{i}", kept[i].MessageId);
            Assert.True(kept[i].Body.Span.SequenceEqual(Body(i)), $"message {i} is not what it was");
        }

        var arrays = kept.Select(message => MemoryMarshal.TryGetArray(message.Body, out var part) ? part.Array! : []).ToList();
        Assert.InRange(arrays.Distinct().Count(), Count / 16, Count / 2);
        Assert.All(arrays, array => Assert.InRange(array.Length, 0, 64 * 1024));
    }

    // Of sizes between five and nine kibibytes.
    private static byte[] Body(int number) => [.. Enumerable.Range(0, 5_000 + (number * 37 % 4_000)).Select(i => (byte)((i * 31) + number))];

    /// <summary>A broker that has a thousand messages for whoever subscribes, and fills every read with them.</summary>
    private sealed class Pour : ITransportFactory, ITransport
    {
        private readonly TaskCompletionSource _connecting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _messages =
            [.. Enumerable.Range(0, Count).SelectMany(i => (byte[])[.. Encoding.ASCII.GetBytes($"MESSAGE\nsubscription:0\nmessage-id:{i}\ndestination:/queue/a\ncontent-length:{Body(i).Length}\n\n"), .. Body(i), 0, (byte)'\n'])];

        private bool _isConnected;
        private int _at;

        public string Description => "poured";

        public ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken) => new(this);

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (!_isConnected)
            {
                await _connecting.Task.WaitAsync(cancellationToken);
                _isConnected = true;
                return Encoding.ASCII.GetBytes("CONNECTED\nversion:1.2\n\n\0", buffer.Span);
            }

            await (_at < _messages.Length ? _subscribed.Task.WaitAsync(cancellationToken) : Task.Delay(Timeout.Infinite, cancellationToken));
            var part = _messages.AsMemory(_at, Math.Min(buffer.Length, _messages.Length - _at));
            part.CopyTo(buffer);
            _at += part.Length;
            return part.Length;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            _connecting.TrySetResult();
            if (octets.Span.IndexOf("SUBSCRIBE"u8) >= 0)
                _subscribed.TrySetResult();
            return default;
        }

        public ValueTask CloseWriteAsync() => default;

        public ValueTask DisposeAsync() => default;
    }
}
