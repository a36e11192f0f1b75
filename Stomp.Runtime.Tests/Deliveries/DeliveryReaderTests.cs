using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Driving;
using Xunit;

namespace Stomp.Runtime.Tests.Deliveries;

[Trait("Row", "M25")]
public sealed class DeliveryReaderTests
{
    private const long Now = 0;
    private const long Before = 1;

    /// <summary>One reader looks at a message of a session that is over; before it drops that, another one takes it and the next.</summary>
    [Fact]
    public async Task Two_readers_together_drop_only_what_is_stale()
    {
        await using var driver = new Driver(new StompOptions());
        var inner = new Interrupted([Message(Before), Message(Now), Message(Now)]);
        var reader = new DeliveryReader(inner, driver, acknowledges: true);
        var other = 0;
        Task? reading = null;
        inner.OnPeek = () =>
        {
            reading = Task.Run(() => other += reader.TryRead(out _) ? 1 : 0);
            // it gets through, or waits until this one is done
            reading.Wait(TimeSpan.FromMilliseconds(200));
        };
        await reader.WaitToReadAsync();
        await reading!;
        var one = 0;
        while (reader.TryRead(out _))
            one++;
        Assert.Equal(2, one + other);
    }

    private static StompMessage Message(long transport) => new(null!, transport, 1, new Frame(Command.Message, default));

    private sealed class Interrupted(IEnumerable<StompMessage> messages) : ChannelReader<StompMessage>
    {
        private readonly Queue<StompMessage> _messages = new(messages);
        private Action? _onPeek;

        public Action OnPeek
        {
            set => _onPeek = value;
        }

        public override bool CanCount => true;

        public override int Count => _messages.Count;

        public override bool TryPeek([MaybeNullWhen(false)] out StompMessage item)
        {
            var found = _messages.TryPeek(out item);
            Interlocked.Exchange(ref _onPeek, null)?.Invoke();
            return found;
        }

        public override bool TryRead([MaybeNullWhen(false)] out StompMessage item) => _messages.TryDequeue(out item);

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(_messages.Count > 0);
    }
}
