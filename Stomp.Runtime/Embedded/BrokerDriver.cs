using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Brokers;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Embedded;

/// <summary>The same loop as the client's, for the broker machine and all its links: take one event; step; carry out its effects; arm the timer; wait.</summary>
internal sealed class BrokerDriver : ILinkEvents, IAsyncDisposable
{
    private const int BatchSize = 256;

    private readonly Channel<BrokerMail> _mailbox = Channel.CreateUnbounded<BrokerMail>(new() { SingleReader = true });
    private readonly Dictionary<long, Link> _links = [];
    private readonly HashSet<Link> _unflushed = [];
    private readonly TimeProvider _time;
    private readonly Turns _turns;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private BrokerState _state;
    private Instant? _armed;
    private Instant _now;
    private long _lastLink;

    public BrokerDriver(BrokerConfig config, TimeProvider time, Turns turns, ILogger logger)
    {
        (_time, _turns, _logger) = (time, turns, logger);
        _start = time.GetTimestamp();
        _state = Broker.Initial(config);
        _timer = time.CreateTimer(static driver => ((BrokerDriver)driver!).Post(BrokerMailKind.Tick, null), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = _turns.Run(RunAsync);
    }

    /// <summary>The state now.</summary>
    public BrokerState State => Volatile.Read(ref _state);

    /// <summary>Takes a client's transport.</summary>
    public void Accept(ITransport transport)
    {
        var link = new Link(Interlocked.Increment(ref _lastLink), transport, this, _turns);
        // Who comes when it is over sees his link end at once.
        if (!_mailbox.Writer.TryWrite(new(BrokerMailKind.Accepted, link, default, 0)))
            _ = link.DisposeAsync().AsTask();
    }

    /// <summary>The state as it is after everything that came before.</summary>
    public Task<BrokerState> AskAsync()
    {
        var asker = new TaskCompletionSource<BrokerState>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_mailbox.Writer.TryWrite(new(BrokerMailKind.Ask, null, default, 0) { Asker = asker }))
            asker.SetResult(_state);
        return asker.Task;
    }

    void ILinkEvents.OnReceived(Link link, ReadOnlyMemory<byte> octets) => _mailbox.Writer.TryWrite(new(BrokerMailKind.Received, link, octets, 0));

    void ILinkEvents.OnClosed(Link link) => Post(BrokerMailKind.PeerClosed, link);

    void ILinkEvents.OnFailed(Link link, TransportFault fault) => Post(BrokerMailKind.Failed, link);

    void ILinkEvents.OnWritten(Link link, int octets, long through) => _mailbox.Writer.TryWrite(new(BrokerMailKind.Written, link, default, through));

    public async ValueTask DisposeAsync()
    {
        _mailbox.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        foreach (var link in _links.Values)
            await link.DisposeAsync().ConfigureAwait(false);
    }

    private void Post(BrokerMailKind kind, Link? link) => _mailbox.Writer.TryWrite(new(kind, link, default, 0));

    private async Task RunAsync()
    {
        try
        {
            var reader = _mailbox.Reader;
            while (await _turns.Join(reader.WaitToReadAsync()).ConfigureAwait(false))
            {
                for (var i = 0; i < BatchSize && reader.TryRead(out var mail); i++)
                    Take(mail);
                foreach (var link in _unflushed)
                    link.Flush();
                _unflushed.Clear();
                Arm();
            }
        }
#pragma warning disable CA1031 // a throw here is our own bug: it is reported and every client sees its link end
        catch (Exception exception)
        {
            Log.BrokerCrashed(_logger, exception);
            _mailbox.Writer.TryComplete();
            foreach (var link in _links.Values)
                await link.DisposeAsync().ConfigureAwait(false);
            while (_mailbox.Reader.TryRead(out var mail))
            {
                mail.Asker?.TrySetResult(_state);
                if (mail is { Kind: BrokerMailKind.Accepted, Link: { } late })
                    await late.DisposeAsync().ConfigureAwait(false);
            }
        }
#pragma warning restore CA1031
    }

    private void Take(BrokerMail mail)
    {
        _now = Instant.Max(_now, new Instant(_time.GetElapsedTime(_start).Ticks));
        var link = mail.Link;
        switch (mail.Kind)
        {
            case BrokerMailKind.Accepted:
                _links[link!.Number] = link;
                Step(new BrokerEvent.Accepted(_now, link.Number));
                link.Start();
                break;
            case BrokerMailKind.Received:
                Step(new BrokerEvent.Received(_now, link!.Number, Payload.Wrap(mail.Octets)));
                link.Continue();
                break;
            case BrokerMailKind.PeerClosed:
                Step(new BrokerEvent.PeerClosed(_now, link!.Number));
                break;
            case BrokerMailKind.Failed:
                Step(new BrokerEvent.Lost(_now, link!.Number));
                Close(link.Number);
                break;
            case BrokerMailKind.Written:
                Step(new BrokerEvent.Written(_now, link!.Number, mail.Through));
                break;
            case BrokerMailKind.Tick:
                _armed = null;
                Step(new BrokerEvent.Tick(_now));
                break;
            case BrokerMailKind.Ask:
                mail.Asker!.TrySetResult(_state);
                break;
        }
    }

    private void Step(BrokerEvent @event)
    {
        var transition = Broker.Step(_state, @event);
        _state = transition.State;
        foreach (var effect in transition.Effects)
            Carry(effect);
    }

    private void Carry(BrokerEffect effect)
    {
        if (!_links.TryGetValue(effect.Link, out var link))
            return;
        switch (effect)
        {
            case BrokerEffect.Transmit transmit:
                link.Transmit(transmit.Frame, transmit.Rules, transmit.Number, null);
                _unflushed.Add(link);
                break;
            case BrokerEffect.TransmitHeartbeat beat:
                link.TransmitHeartbeat(beat.Number);
                _unflushed.Add(link);
                break;
            case BrokerEffect.HalfClose:
                link.CloseWrite();
                break;
            case BrokerEffect.Close:
                Close(link.Number);
                break;
            case BrokerEffect.Diagnostic diagnostic:
                Log.BrokerNoted(_logger, diagnostic.Link, diagnostic.Kind, diagnostic.Text);
                break;
        }
    }

    private void Close(long number)
    {
        if (_links.Remove(number, out var link))
            _ = link.DisposeAsync().AsTask();
    }

    private void Arm()
    {
        if (Broker.NextDeadline(_state) is not { } deadline || (_armed is { } armed && armed <= deadline.At))
            return;
        _armed = deadline.At;
        var wait = deadline.At - new Instant(_time.GetElapsedTime(_start).Ticks);
        var milliseconds = Math.Clamp((wait.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, 0, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
