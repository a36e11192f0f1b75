using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Transports;

/// <summary>Where a link tells what happens on it. Called from any thread.</summary>
internal interface ILinkEvents
{
    /// <summary>Octets arrived; they stay valid until <see cref="Link.Continue"/>, and for good if <see cref="Link.Gives"/> says so.</summary>
    void OnReceived(Link link, ReadOnlyMemory<byte> octets);

    /// <summary>The peer closed its side.</summary>
    void OnClosed(Link link);

    /// <summary>The transport failed.</summary>
    void OnFailed(Link link, TransportFault fault);

    /// <summary>Octets were written, and with them all transmissions up to one.</summary>
    void OnWritten(Link link, int octets, long through);
}

/// <summary>
/// A transport while a loop drives it: one read and one write at most. The loop puts frames into a buffer and flushes once a turn; what is added
/// while a write is under way goes out with the next. Whoever writes goes on until there is nothing left: that is the thread that flushed, or, while
/// frames follow each other so fast that one system call each would cost more than everything else, a thread of the pool, to which they then
/// come in batches.
/// </summary>
internal sealed class Link : IThreadPoolWorkItem, IAsyncDisposable
{
    // What waits to be written by default goes in one: while the peer reads what came of a long write, the rest follows, where after a short one it would sleep and have to
    // be woken. Of what is longer still each part lets those who wait for room go on.
    private const int WriteSize = WriteOctets.Large;

    // So many octets are worth a system call of their own, and so often others go first.
    private const int Worthwhile = 4 * 1024;
    private const int Patience = 4;

    // While consumers go on on the reader's thread, nobody else is kept waiting: they may as well fill a whole write.
    private const int Enough = 32 * 1024;

    // The link on whose reader's thread consumers go on right now, who never block.
    [ThreadStatic]
    private static Link? _host;

    // What comes sooner after the end of a write is one of many.
    private static readonly long Haste = Stopwatch.Frequency / 200_000;

    private readonly ITransport _transport;
    private readonly ILinkEvents _events;
    private readonly Turns _turns;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _continue = new(0);
    private readonly WakeUps _woken = new();
    private readonly bool _waits;
    private readonly Lock _lock = new();
    private readonly ReadBuffer _buffer = new();
    private Memory<byte> _room;
    private int _messages;
    private WriteBuffer _filling = new();
    private WriteBuffer _writing = new();

    // Where frames end in either, for a transport that takes them one by one.
    private List<int>? _fillingEnds;
    private List<int>? _writingEnds;
    private long _transmitted;
    private long _written;
    private long _lastWrite;
    private bool _isWriting;
    private bool _closesWrite;
    private int _disposed;
    private int _reader;

    /// <param name="number">Its number.</param>
    /// <param name="transport">What carries the octets.</param>
    /// <param name="events">Who is told.</param>
    /// <param name="turns">Where its reader goes on.</param>
    /// <param name="waits">Whether what is there to be read waits for consumers that go on on the reader's thread.</param>
    public Link(long number, ITransport transport, ILinkEvents events, Turns turns, bool waits = false) =>
        (Number, _transport, _events, _turns, _waits, _fillingEnds, _writingEnds) =
            (number, transport, events, turns, waits, transport.TakesFrames ? [] : null, transport.TakesFrames ? [] : null);

    public long Number { get; }

    public string Description => _transport.Description;

    /// <summary>Octets that were transmitted and of whose writing the loop has not learnt yet. Belongs to the loop.</summary>
    public long Unwritten { get; private set; }

    public void Start() => _ = _turns.Run(ReadAllAsync);

    /// <summary>Whether nobody writes any more to where the octets are that were read last: so many.</summary>
    public bool Gives(int count) => _buffer.Gives(count);

    /// <summary>The octets that were read last are done with unless they were given away, were so many messages, and those that come next belong somewhere.</summary>
    public void Expect(Memory<byte> room, int messages) => (_room, _messages) = (room, messages);

    /// <summary>The octets that were read last are done with; reads again.</summary>
    public void Continue()
    {
        if (_disposed == 0)
            _continue.Release();
    }

    /// <summary>
    /// Leaves consumers to the reader, if that is who calls: they go on on its thread, for which no other one has to be woken. Where it waits for them, that is all of them, before
    /// the next read begins; else when that is under way, and where there are several the pool takes a part.
    /// </summary>
    public void Entrust(WakeUps woken)
    {
        if (!woken.IsEmpty && _turns.AreFree && _reader == Environment.CurrentManagedThreadId)
            woken.MoveTo(_woken);
    }

    /// <summary>Puts a frame behind those that wait to be written.</summary>
    /// <returns>How many octets it has.</returns>
    /// <exception cref="InvalidOperationException">The frame cannot be written: it was not checked.</exception>
    public int Transmit(Frame frame, EncoderRules rules, long number, Func<Secret, string>? reveal)
    {
        int octets;
        lock (_lock)
        {
            var before = _filling.Count;
            if (FrameEncoder.Encode(frame, rules, _filling, reveal) is { } fault)
                throw new InvalidOperationException($"A frame that was checked cannot be written: {fault}");
            octets = _filling.Count - before;
            _fillingEnds?.Add(_filling.Count);
            _transmitted = number;
        }

        Unwritten += octets;
        return octets;
    }

    /// <summary>Puts an EOL behind what waits to be written.</summary>
    public void TransmitHeartbeat(long number)
    {
        lock (_lock)
        {
            FrameEncoder.EncodeHeartbeat(_filling);
            _fillingEnds?.Add(_filling.Count);
            _transmitted = number;
        }

        Unwritten++;
    }

    /// <summary>Has what was transmitted written, unless a write is under way: then it follows.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_isWriting || _disposed != 0 || (_filling.Count == 0 && !_closesWrite))
                return;
            _isWriting = true;
        }

        if (_turns.AreFree && _host != this && Stopwatch.GetTimestamp() - _lastWrite < Haste)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            _ = WriteAllAsync();
    }

    /// <summary>
    /// Has what was transmitted written, unless consumers go on on this thread who transmit more: then once it is worth a system call, or when they are done.
    /// </summary>
    public void FlushSoon()
    {
        if (_host != this || _filling.Count >= Enough)
            Flush();
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteAllAsync(gathers: true);

    /// <summary>The loop learnt that octets were written.</summary>
    public void CountWritten(int octets) => Unwritten -= octets;

    /// <summary>Closes this side behind what was transmitted.</summary>
    public void CloseWrite()
    {
        lock (_lock)
            _closesWrite = true;
        Flush();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _continue.Release();
        await _turns.CancelAsync(_end).ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What an exception of a transport means, for the core: exception objects stay here.</summary>
    public static TransportFault Describe(Exception exception) => exception switch
    {
        SocketException socket => new(KindOf(socket.SocketErrorCode), socket.SocketErrorCode.ToString(), socket.Message),
        System.Security.Authentication.AuthenticationException tls => new(TransportFaultKind.Tls, "", tls.Message),
        System.IO.IOException { InnerException: SocketException inner } => Describe(inner),
        OperationCanceledException or TimeoutException => new(TransportFaultKind.TimedOut, "", "it took too long"),
        ObjectDisposedException => new(TransportFaultKind.Other, "", "the transport was closed"),
        _ => new(TransportFaultKind.Other, exception.GetType().Name, exception.Message),
    };

    private static TransportFaultKind KindOf(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => TransportFaultKind.NameNotFound,
        SocketError.ConnectionRefused => TransportFaultKind.Refused,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown => TransportFaultKind.Unreachable,
        SocketError.TimedOut => TransportFaultKind.TimedOut,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => TransportFaultKind.Reset,
        _ => TransportFaultKind.Other,
    };

    private async Task ReadAllAsync()
    {
        var place = _buffer.First;
        try
        {
            while (true)
            {
                var count = await new Read(_transport.ReadAsync(place, _end.Token), this);
                if (count == 0)
                {
                    _events.OnClosed(this);
                    return;
                }

                _reader = Environment.CurrentManagedThreadId;
                _events.OnReceived(this, place[..count]);
                _reader = 0;
                if (_waits)
                    Host();
                var going = _continue.WaitAsync();
                if (!going.IsCompleted)
                    _woken.Dispatch();
                await _turns.Join(going).ConfigureAwait(false);
                if (Volatile.Read(ref _disposed) != 0)
                    return;
                place = _buffer.Next(count, _room, _messages);
            }
        }
        catch (Exception exception) when (_disposed != 0 || _end.IsCancellationRequested)
        {
            _ = exception;
        }
#pragma warning disable CA1031 // whatever a transport throws ends the link and is reported
        catch (Exception exception)
        {
            _events.OnFailed(this, Describe(exception));
        }
#pragma warning restore CA1031
        finally
        {
            _woken.Dispatch();
        }
    }

    private async Task WriteAllAsync(bool gathers = false)
    {
        try
        {
            while (true)
            {
                if (gathers)
                    Gather();
                if (!TryBegin(out var through, out var closes))
                    return;
                if (closes)
                    await _transport.CloseWriteAsync().ConfigureAwait(false);
                else if (_writingEnds is { } ends)
                    await WriteFramesAsync(_writing.Written, ends, through).ConfigureAwait(false);
                else
                    await WriteAsync(_writing.Written, through).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (_disposed != 0 || _end.IsCancellationRequested)
        {
            _ = exception;
        }
#pragma warning disable CA1031 // whatever a transport throws ends the link and is reported
        catch (Exception exception)
        {
            _events.OnFailed(this, Describe(exception));
        }
#pragma warning restore CA1031
    }

    /// <summary>Lets those who transmit go first for a moment: a system call for a few small frames costs more than they do.</summary>
    private void Gather()
    {
        for (var times = 0; times < Patience && _filling.Count < Worthwhile; times++)
            Thread.Yield();
    }

    /// <summary>What is to be done next; nothing ends the writing.</summary>
    private bool TryBegin(out long through, out bool closes)
    {
        lock (_lock)
        {
            _writing.Clear();
            _writingEnds?.Clear();
            (through, closes) = (_transmitted, _filling.Count == 0 && _closesWrite);
            if (closes)
            {
                _closesWrite = false;
                return true;
            }

            if (_filling.Count == 0)
            {
                _lastWrite = Stopwatch.GetTimestamp();
                return _isWriting = false;
            }

            (_filling, _writing) = (_writing, _filling);
            (_fillingEnds, _writingEnds) = (_writingEnds, _fillingEnds);
            return true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> rest, long through)
    {
        while (rest.Length > WriteSize)
        {
            await _transport.WriteAsync(rest[..WriteSize], _end.Token).ConfigureAwait(false);
            rest = rest[WriteSize..];
            _events.OnWritten(this, WriteSize, _written);
        }

        await _transport.WriteAsync(rest, _end.Token).ConfigureAwait(false);
        _written = through;
        _events.OnWritten(this, rest.Length, through);
    }

    private async Task WriteFramesAsync(ReadOnlyMemory<byte> octets, List<int> ends, long through)
    {
        var begin = 0;
        foreach (var end in ends)
        {
            await _transport.WriteAsync(octets[begin..end], _end.Token).ConfigureAwait(false);
            begin = end;
        }

        _written = through;
        _events.OnWritten(this, octets.Length, through);
    }

    /// <summary>
    /// Consumers who never block go on on this thread, before it reads on: were there another reader meanwhile, they would be in each other's way for every
    /// message that they acknowledge.
    /// </summary>
    private void Host()
    {
        if (_woken.IsEmpty)
            return;
        _host = this;
        try
        {
            WakeUps.RunAll(_woken.Take());
        }
        finally
        {
            Flush();
            _host = null;
        }
    }

    /// <summary>A read, to be awaited by the reader. While it is under way, the thread that began it is the consumers'.</summary>
    private readonly struct Read(ValueTask<int> read, Link link) : ICriticalNotifyCompletion
    {
        private readonly ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read = read.ConfigureAwait(false).GetAwaiter();

        public bool IsCompleted => _read.IsCompleted;

        public Read GetAwaiter() => this;

        public int GetResult()
        {
            // A read that came at once left the reader no time for consumers: they go on elsewhere.
            link._woken.Dispatch();
            return _read.GetResult();
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            // Once that is said, the reader may go on anywhere, and what belongs to it is not this thread's any more.
            var woken = link._woken.IsEmpty ? null : link._woken.Take();
            _read.UnsafeOnCompleted(continuation);
            if (woken is not null)
                WakeUps.RunShared(woken);
        }
    }
}
