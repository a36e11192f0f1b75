using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Recording;

namespace Stomp.Runtime.Pooling;

/// <summary>The loop of a pool, like that of a connection: take one event; step; carry out its effects in order; arm the timer; wait.</summary>
internal sealed class PoolDriver : IAsyncDisposable
{
    private readonly Channel<Letter> _mailbox = Channel.CreateUnbounded<Letter>(new() { SingleReader = true });
    private readonly Dictionary<long, PoolRequest> _requests = [];
    private readonly Dictionary<long, CancellationTokenSource> _opening = [];
    private readonly Dictionary<long, StompConnection> _members = [];
    private readonly HashSet<long> _closing = [];

    /// <summary>What is lent, and whether it was lost meanwhile.</summary>
    private readonly Dictionary<StompConnection, bool> _onLoan = [];
    private readonly StompOptions _options;
    private readonly TimeSpan _probeTimeout;
    private readonly TimeProvider _time;
    private readonly Turns _turns;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly ILogger _logger;
    private readonly SessionRecording<PoolConfig, PoolState, PoolEvent, PoolEffect>? _recording;
    private readonly Recorder? _ownRecorder;
    private readonly Task _loop;
    private volatile PoolState _state;
    private Instant? _armed;
    private Instant _now;
    private long _lastOp;

    public PoolDriver(StompOptions options, PoolConfig config, TimeSpan probeTimeout)
    {
        Tally = new(config.Endpoints);
        _probeTimeout = probeTimeout;
        _time = options.TimeProvider;
        _turns = options.Turns;
        _start = _time.GetTimestamp();
        _logger = options.LoggerFactory.CreateLogger<StompPool>();
        var seed = options.Seed ?? _turns.NewSeed();
        _state = Pool.Initial(config, seed);
        _ownRecorder = options is { Recorder: null, Recording: { } recording } ? new(recording, _logger) : null;
        if ((options.Recorder ?? _ownRecorder) is { } recorder)
        {
            // The pool and its members write into one file.
            _recording = SessionRecording.OfPool(recorder, config, seed, _time.GetUtcNow());
            options = options with { Recorder = recorder };
        }

        // A member is one attempt at one endpoint and does not come back by itself: the pool chooses, waits and replaces.
        _options = options.WithReconnect(policy => policy.WithFirstRounds(1).WithRounds(0)) with { PreferLocal = false, TryLoopback = false, Randomize = false };
        _timer = _time.CreateTimer(static driver => ((PoolDriver)driver!).Post(new PoolEvent.Tick(default)), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
        _turns.Attach(this);
        _loop = _turns.Run(RunAsync);
    }

    public PoolState State => _state;

    public Turns Turns => _turns;

    public PoolTally Tally { get; }

    public PoolRequest Rent()
    {
        var request = new PoolRequest(Interlocked.Increment(ref _lastOp));
        return Post(new PoolEvent.Rent(default, request.Number), request) ? request : throw new ObjectDisposedException(nameof(StompPool));
    }

    public void Abandon(PoolRequest request) => Post(new PoolEvent.Abandon(default, request.Number, AbandonReason.Cancelled));

    public void Lose(long member, EndReason reason) => Post(new PoolEvent.MemberLost(default, member, reason));

    public void Return(long lease, bool isClean, StompConnection connection) => Post(new PoolEvent.Return(default, lease, isClean), connection);

    public async Task EndAsync()
    {
        var request = new PoolRequest(Interlocked.Increment(ref _lastOp));
        if (Post(new PoolEvent.Drain(default, request.Number), request))
            await _turns.Join(request.Task).ConfigureAwait(false);
        _mailbox.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await EndLostAsync().ConfigureAwait(false);
        await StopRecordingAsync().ConfigureAwait(false);
    }

    /// <summary>Ends at once: who waits is told.</summary>
    public async ValueTask DisposeAsync()
    {
        _mailbox.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        foreach (var request in _requests.Values)
            request.TrySetException(new ObjectDisposedException(nameof(StompPool)));
        _requests.Clear();
        await EndLostAsync().ConfigureAwait(false);
        await StopRecordingAsync().ConfigureAwait(false);
    }

    /// <summary>What was lost on loan and never given back.</summary>
    private async Task EndLostAsync()
    {
        foreach (var (connection, isLost) in _onLoan)
        {
            if (isLost)
                await connection.EndAsync().ConfigureAwait(false);
        }

        _onLoan.Clear();
    }

    private async ValueTask StopRecordingAsync()
    {
        _recording?.End("the pool is closed");
        if (_ownRecorder is not null)
            await _ownRecorder.StopAsync(_turns).ConfigureAwait(false);
    }

    private bool Post(PoolEvent @event, object? subject = null) => _mailbox.Writer.TryWrite(new(@event, subject));

    private async Task RunAsync()
    {
        try
        {
            while (await _turns.Join(_mailbox.Reader.WaitToReadAsync()).ConfigureAwait(false))
            {
                while (_mailbox.Reader.TryRead(out var letter))
                {
                    Take(letter);
                    Arm();
                }
            }
        }
#pragma warning disable CA1031 // a throw here is our own bug: everybody who waits must learn of it
        catch (Exception exception)
        {
            Log.PoolCrashed(_logger, exception);
            await CrashAsync(exception).ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    private async Task CrashAsync(Exception exception)
    {
        var crash = new StompException("The pool ended by an error of the library.", exception);
        _mailbox.Writer.TryComplete();
        foreach (var request in _requests.Values)
            request.TrySetException(crash);
        while (_mailbox.Reader.TryRead(out var letter))
        {
            (letter.Subject as PoolRequest)?.TrySetException(crash);
            if (letter.Subject is StompConnection late)
                await late.EndAsync().ConfigureAwait(false);
        }

        foreach (var opening in _opening.Values)
            await _turns.CancelAsync(opening).ConfigureAwait(false);
        foreach (var member in _members.Values)
            await member.EndAsync().ConfigureAwait(false);
    }

    private void Take(Letter letter)
    {
        _now = Instant.Max(_now, new(_time.GetElapsedTime(_start).Ticks));
        switch (letter.Event)
        {
            case PoolEvent.Rent rent:
                _requests[rent.Op] = (PoolRequest)letter.Subject!;
                break;
            case PoolEvent.Drain drain:
                _requests[drain.Op] = (PoolRequest)letter.Subject!;
                break;
            case PoolEvent.Tick:
                _armed = null;
                break;
            case PoolEvent.MemberOpened opened:
                TakeOpened(opened.Member, (StompConnection)letter.Subject!);
                if (_closing.Contains(opened.Member))
                    return;
                break;
            case PoolEvent.MemberLost lost:
                // What is being closed is reported when it is.
                if (_closing.Contains(lost.Member))
                    return;
                if (_members.Remove(lost.Member, out var gone))
                    TakeLost(gone);
                break;
            case PoolEvent.Return when _onLoan.Remove((StompConnection)letter.Subject!, out var isLost) && isLost:
                _ = _turns.Run(((StompConnection)letter.Subject!).EndAsync);
                break;
            case PoolEvent.MemberFailed failed:
                _opening.Remove(failed.Member);
                _closing.Remove(failed.Member);
                Log.MemberFailed(_logger, failed.Member, failed.Reason.Describe());
                break;
            case PoolEvent.MemberClosed closed:
                _opening.Remove(closed.Member);
                _members.Remove(closed.Member);
                _closing.Remove(closed.Member);
                break;
        }

        var before = _state;
        var @event = letter.Event with { At = _now };
        var transition = Pool.Step(before, @event);
        _state = transition.State;
        Tally.Count(@event);
        _recording?.Record(before, @event, transition, 0);
        foreach (var effect in transition.Effects)
        {
            Tally.Count(effect);
            Carry(effect);
        }
    }

    /// <summary>A member that was opened while it was to be closed is closed.</summary>
    private void TakeOpened(long member, StompConnection connection)
    {
        _opening.Remove(member);
        _members[member] = connection;
        if (_closing.Contains(member))
            _ = _turns.Run(() => CloseAsync(member, connection));
        else
            _ = _turns.Run(() => WatchAsync(member, connection));
    }

    /// <summary>Who has a lost connection on loan is told by its outcomes what became of it, not that somebody disposed it.</summary>
    private void TakeLost(StompConnection connection)
    {
        if (_onLoan.ContainsKey(connection))
            _onLoan[connection] = true;
        else
            _ = _turns.Run(connection.EndAsync);
    }

    private void Carry(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.OpenMember open:
                var cancellation = new CancellationTokenSource();
                _opening[open.Member] = cancellation;
                _ = _turns.Run(() => OpenAsync(open.Member, open.Endpoint, cancellation.Token));
                break;
            case PoolEffect.CloseMember close:
                _closing.Add(close.Member);
                if (_opening.TryGetValue(close.Member, out var opening))
                    _ = _turns.CancelAsync(opening);
                else if (_members.TryGetValue(close.Member, out var leaving))
                    _ = _turns.Run(() => CloseAsync(close.Member, leaving));
                break;
            case PoolEffect.ProbeMember probe when _members.TryGetValue(probe.Member, out var probed):
                _ = _turns.Run(() => ProbeAsync(probe.Member, probed, probe.Asks));
                break;
            case PoolEffect.CleanMember clean when _members.TryGetValue(clean.Member, out var cleaned):
                _ = _turns.Run(() => CleanAsync(clean.Member, cleaned));
                break;
            case PoolEffect.Granted granted when _requests.Remove(granted.Op, out var request):
                var lent = _members[granted.Member];
                _onLoan.Add(lent, false);
                request.TrySetResult(new(this, granted.Lease, granted.Member, lent));
                break;
            case PoolEffect.Refused refused when _requests.Remove(refused.Op, out var request):
                request.TrySetException(ToException(refused.Why));
                break;
            case PoolEffect.Drained drained when _requests.Remove(drained.Op, out var request):
                request.TrySetResult(null!);
                break;
        }
    }

    private static Exception ToException(PoolRefusal why) => why switch
    {
        PoolRefusal.TimedOut timedOut => new TimeoutException(
            StompConnectionException.Sentence(why.ToString()), timedOut.Cause is { } cause ? new StompConnectionException(cause) : null),
        PoolRefusal.Abandoned => new OperationCanceledException(StompConnectionException.Sentence(why.ToString())),
        PoolRefusal.CannotOpen cannot => new StompConnectionException(cannot.Reason),
        _ => new ObjectDisposedException(nameof(StompPool)),
    };

#pragma warning disable CA1031 // whatever happens to a member becomes an event
    private async Task OpenAsync(long member, Endpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await StompConnection.OpenCheckedAsync(_options with { Endpoints = [endpoint] }, cancellationToken).ConfigureAwait(false);
            if (!Post(new PoolEvent.MemberOpened(default, member), connection))
                await connection.EndAsync().ConfigureAwait(false);
        }
        catch (StompConnectionException exception)
        {
            Post(new PoolEvent.MemberFailed(default, member, exception.Reason));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Post(new PoolEvent.MemberClosed(default, member));
        }
        catch (Exception exception)
        {
            Post(new PoolEvent.MemberFailed(default, member, new EndReason.DialFailed(new(TransportFaultKind.Other, exception.GetType().Name, exception.Message))));
        }
    }

    private async Task WatchAsync(long member, StompConnection connection)
    {
        EndReason reason;
        try
        {
            reason = ((StompState.Closed)await connection.WaitForStateAsync(static state => state is StompState.Closed).ConfigureAwait(false)).Reason;
        }
        catch (Exception exception)
        {
            reason = new EndReason.ConnectionLost(new(TransportFaultKind.Other, exception.GetType().Name, exception.Message), null);
        }

        if (!Post(new PoolEvent.MemberLost(default, member, reason)))
            await connection.EndAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync(long member, StompConnection connection)
    {
        try
        {
            await connection.EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.MemberFailed(_logger, member, exception.Message);
        }

        Post(new PoolEvent.MemberClosed(default, member));
    }

    private async Task ProbeAsync(long member, StompConnection connection, bool asks)
    {
        var isAlive = false;
        try
        {
            if (!asks)
            {
                Post(new PoolEvent.ProbeAnswered(default, member, (await connection.Driver.LookAsync().ConfigureAwait(false)).IsConnected));
                return;
            }

            using var deadline = new CancellationTokenSource(_probeTimeout, _time);
            var transaction = await connection.BeginAsync(null, new() { WaitForReceipt = true }, deadline.Token).ConfigureAwait(false);
            await transaction.DisposeAsync().ConfigureAwait(false);
            isAlive = true;
        }
        catch (Exception exception)
        {
            Log.MemberFailed(_logger, member, exception.Message);
        }

        Post(new PoolEvent.ProbeAnswered(default, member, isAlive));
    }

    private async Task CleanAsync(long member, StompConnection connection)
    {
        var isClean = false;
        try
        {
            using var deadline = new CancellationTokenSource(_probeTimeout, _time);
            isClean = await connection.CleanAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.MemberFailed(_logger, member, exception.Message);
        }

        Post(new PoolEvent.Cleaned(default, member, isClean));
    }
#pragma warning restore CA1031

    /// <summary>The timer only moves when the next deadline is earlier than the one it is set to: an early tick changes nothing.</summary>
    private void Arm()
    {
        if (Pool.NextDeadline(_state) is not { } deadline || (_armed is { } armed && armed <= deadline.At))
            return;
        _armed = deadline.At;
        var wait = deadline.At - new Instant(_time.GetElapsedTime(_start).Ticks);
        // Timers count in whole milliseconds: rounded up, so that the tick is not too early.
        var milliseconds = wait.Ticks <= 0 ? 0 : Math.Min(((wait.Ticks - 1) / TimeSpan.TicksPerMillisecond) + 1, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waits for the loop, without its instant.</summary>
    /// <param name="Event">What happened.</param>
    /// <param name="Subject">Something of the shell: a request, a connection.</param>
    private readonly record struct Letter(PoolEvent Event, object? Subject);
}
