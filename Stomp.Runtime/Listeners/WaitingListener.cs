using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime;

/// <summary>Waits for things to happen, each wait with an end.</summary>
public sealed class WaitingListener : StompListener
{
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];

    /// <summary>Waits for the next RECEIPT with an id.</summary>
    public Task<Frame> WaitForReceiptAsync(string id, CancellationToken cancellationToken) =>
        WaitAsync(frame => frame.Command == Command.Receipt && frame.Headers[HeaderNames.ReceiptId] == id, cancellationToken);

    /// <summary>Waits for the next MESSAGE that matches.</summary>
    public Task<Frame> WaitForMessageAsync(Func<Frame, bool> matches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matches);
        return WaitAsync(frame => frame.Command == Command.Message && matches(frame), cancellationToken);
    }

    /// <summary>Waits for the next end of a session.</summary>
    public async Task<EndReason> WaitForDisconnectedAsync(CancellationToken cancellationToken)
    {
        var waiter = new Waiter(null);
        lock (_lock)
            _waiters.Add(waiter);
        return (EndReason)await WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void OnReceipt(Frame receipt) => Pass(receipt);

    /// <inheritdoc/>
    public override void OnMessage(Frame message) => Pass(message);

    /// <inheritdoc/>
    public override void OnDisconnected(EndReason reason) => Complete(waiter => waiter.Matches is null, reason);

    private async Task<Frame> WaitAsync(Func<Frame, bool> matches, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(matches);
        lock (_lock)
            _waiters.Add(waiter);
        return (Frame)await WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
    }

    private async Task<object> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            return await Turns.Current.Join(waiter.Task, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _waiters.Remove(waiter);
        }
    }

    private void Pass(Frame frame) => Complete(waiter => waiter.Matches?.Invoke(frame) ?? false, frame);

    private void Complete(Func<Waiter, bool> concerns, object what)
    {
        Waiter[] waiters;
        lock (_lock)
            waiters = [.. _waiters];
        foreach (var waiter in waiters)
        {
            if (concerns(waiter))
                waiter.TrySetResult(what);
        }
    }

    private sealed class Waiter(Func<Frame, bool>? matches) : TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Func<Frame, bool>? Matches { get; } = matches;
    }
}
