using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime;

/// <summary>The listeners of a connection, by name (M31–M33). They may be set and removed at any time; calls come in the ordinal order of the names.</summary>
public sealed class StompListeners
{
    // What listeners have not seen yet; beyond it they miss things, and the log says how many.
    private const int Budget = 16 * 1024;
    private const long OctetBudget = 8 << 20;

    private readonly SortedDictionary<string, StompListener> _byName = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Turns _turns;
    private readonly ILogger _logger;
    private volatile KeyValuePair<string, StompListener>[] _inOrder = [];
    private volatile Channel<Call>? _calls;
    private Task _telling = Task.CompletedTask;
    private bool _isOver;
    private Endpoint? _dialled;
    private long _missed;
    private long _octets;

    internal StompListeners(IEnumerable<NamedListener> first, Turns turns, ILogger logger)
    {
        _turns = turns;
        _logger = logger;
        foreach (var listener in first)
            Set(listener.Name, listener.Listener);
    }

    /// <summary>Adds a listener; one of the same name goes.</summary>
    public void Set(string name, StompListener listener)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(listener);
        lock (_lock)
        {
            _byName[name] = listener;
            Begin();
            _inOrder = [.. _byName];
        }
    }

    /// <summary>The listener of a name, null when there is none.</summary>
    public StompListener? Get(string name)
    {
        lock (_lock)
            return _byName.GetValueOrDefault(name);
    }

    /// <summary>Takes a listener away; false when there was none of that name.</summary>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            var removed = _byName.Remove(name);
            _inOrder = [.. _byName];
            return removed;
        }
    }

    /// <summary>Where the next session will be, should the dial succeed.</summary>
    internal void Dialling(Endpoint endpoint) => _dialled = endpoint;

    internal void Connected(SessionInfo session) => Tell(new(CallKind.Connected, session));

    internal void Message(Frame frame) => Tell(new(CallKind.Message, frame));

    internal void Heartbeat() => Tell(new(CallKind.Heartbeat, null));

    /// <summary>
    /// What begins with a frame is told before it. The body is the sender's own, who may use it again before listeners are told: they get a copy.
    /// </summary>
    internal void Sent(Frame frame)
    {
        if (frame.Command is Command.Connect or Command.Stomp)
            Tell(new(CallKind.Connecting, _dialled));
        else if (frame.Command == Command.Disconnect)
            Tell(new(CallKind.Disconnecting, null));
        if (_inOrder.Length > 0 && HasRoomFor(frame.Length))
            Tell(new(CallKind.Send, frame.WithBody(Payload.Copy(frame.Body.Span))));
        else if (_inOrder.Length > 0)
            Interlocked.Increment(ref _missed);
    }

    internal void Observed(Frame frame)
    {
        if (frame.Command == Command.Receipt)
            Tell(new(CallKind.Receipt, frame));
        else
            Tell(new(CallKind.Error, new ServerError(frame.Headers, frame.Body)));
    }

    internal void Ended(EndReason reason)
    {
        if (reason is EndReason.Refused refused)
            Tell(new(CallKind.Error, refused.Error));
        if (reason is EndReason.HeartbeatTimedOut)
            Tell(new(CallKind.HeartbeatTimeout, null));
        Tell(new(CallKind.Disconnected, reason));
        Tell(new(CallKind.ReceiverLoopCompleted, null));
    }

    /// <summary>Tells what is left, at most until the listeners have had their time.</summary>
    internal async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        lock (_lock)
            _isOver = true;
        if (_calls is not { } calls)
            return;
        calls.Writer.TryComplete();
        try
        {
            await _turns.Join(_telling.WaitAsync(patience, time)).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.ListenersLeft(_logger, calls.Reader.Count);
        }
    }

    /// <summary>The first listener brings what the telling takes; most connections have none, and do without.</summary>
    private void Begin()
    {
        if (_isOver || _calls is not null)
            return;
        var calls = Channel.CreateBounded<Call>(new BoundedChannelOptions(Budget) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _calls = calls;
        _telling = _turns.Run(() => TellAsync(calls.Reader));
    }

    private void Tell(Call call)
    {
        if (_inOrder.Length == 0)
            return;
        var octets = call.Octets;
        if (HasRoomFor(octets))
        {
            Interlocked.Add(ref _octets, octets);
            if (_calls?.Writer.TryWrite(call) == true)
                return;
            Interlocked.Add(ref _octets, -octets);
        }

        Interlocked.Increment(ref _missed);
    }

    /// <summary>A frame of any size finds room where nothing waits.</summary>
    private bool HasRoomFor(long octets) => Interlocked.Read(ref _octets) is var waiting && (waiting <= 0 || waiting + octets <= OctetBudget);

    private async Task TellAsync(ChannelReader<Call> calls)
    {
        while (await _turns.Join(calls.WaitToReadAsync()).ConfigureAwait(false))
        {
            while (calls.TryRead(out var call))
            {
                if (Interlocked.Exchange(ref _missed, 0) is > 0 and var missed)
                    Log.ListenersMissed(_logger, missed);
                if (call.Kind == CallKind.Message)
                    TellAll(new(CallKind.BeforeMessage, call.Subject));
                TellAll(call);
                Interlocked.Add(ref _octets, -call.Octets);
            }
        }
    }

    private void TellAll(Call call)
    {
        foreach (var (name, listener) in _inOrder)
        {
            try
            {
                Tell(listener, call);
            }
#pragma warning disable CA1031 // a listener's exception is the listener's: it is reported and the next one is told
            catch (Exception exception)
            {
                Log.ListenerFailed(_logger, name, call.Kind, exception);
            }
#pragma warning restore CA1031
        }
    }

    private static void Tell(StompListener listener, Call call)
    {
        switch (call.Kind)
        {
            case CallKind.Connecting:
                listener.OnConnecting((Endpoint)call.Subject!);
                break;
            case CallKind.Connected:
                listener.OnConnected((SessionInfo)call.Subject!);
                break;
            case CallKind.Disconnecting:
                listener.OnDisconnecting();
                break;
            case CallKind.Disconnected:
                listener.OnDisconnected((EndReason)call.Subject!);
                break;
            case CallKind.Heartbeat:
                listener.OnHeartbeat();
                break;
            case CallKind.HeartbeatTimeout:
                listener.OnHeartbeatTimeout();
                break;
            case CallKind.BeforeMessage:
                listener.OnBeforeMessage((Frame)call.Subject!);
                break;
            case CallKind.Message:
                listener.OnMessage((Frame)call.Subject!);
                break;
            case CallKind.Receipt:
                listener.OnReceipt((Frame)call.Subject!);
                break;
            case CallKind.Error:
                listener.OnError((ServerError)call.Subject!);
                break;
            case CallKind.Send:
                listener.OnSend((Frame)call.Subject!);
                break;
            case CallKind.ReceiverLoopCompleted:
                listener.OnReceiverLoopCompleted();
                break;
        }
    }

    internal enum CallKind
    {
        Connecting,
        Connected,
        Disconnecting,
        Disconnected,
        Heartbeat,
        HeartbeatTimeout,
        BeforeMessage,
        Message,
        Receipt,
        Error,
        Send,
        ReceiverLoopCompleted,
    }

    private readonly record struct Call(CallKind Kind, object? Subject)
    {
        public long Octets => Subject is Frame frame ? frame.Length : 0;
    }
}
