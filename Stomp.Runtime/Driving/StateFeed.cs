using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;

namespace Stomp.Runtime.Driving;

/// <summary>The state that can be read at any time, and its changes as a stream.</summary>
internal sealed class StateFeed(StompState initial, Turns turns)
{
    private readonly Lock _lock = new();
    private readonly List<Channel<StompState>> _watchers = [];
    private Exception? _failure;
    private volatile StompState _current = initial;

    public StompState Current => _current;

    public void Publish(StompState state)
    {
        lock (_lock)
        {
            // Dialling and connecting look the same from outside: only what changes is told.
            if (state == _current)
                return;
            _current = state;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(state);
                if (state is StompState.Closed)
                    watcher.Writer.TryComplete();
            }
        }
    }

    /// <summary>No more states come, and not because the connection was closed.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure = failure;
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete(failure);
        }
    }

    /// <summary>The state now, then every change, until it is closed.</summary>
    public async IAsyncEnumerable<StompState> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<StompState>(new() { SingleReader = true });
        lock (_lock)
        {
            channel.Writer.TryWrite(_current);
            if (_failure is not null || _current is StompState.Closed)
                channel.Writer.TryComplete(_failure);
            else
                _watchers.Add(channel);
        }

        try
        {
            while (await turns.Join(channel.Reader.WaitToReadAsync(cancellationToken)).ConfigureAwait(false))
            {
                while (channel.Reader.TryRead(out var state))
                    yield return state;
            }
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }
}
