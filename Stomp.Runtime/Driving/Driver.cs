using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Recording;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Driving;

/// <summary>
/// The loop: take one event; step; carry out its effects in order; arm the timer to the next deadline; wait. Its <see cref="Mailbox"/> sees to it that one
/// thread at a time is here, which alone stamps events and touches the state. User code never runs here.
/// </summary>
internal sealed class Driver : ILinkEvents, ITakesMail, IAsyncDisposable
{
    // What listeners were not told when the connection is over they are told for so long.
    private static readonly TimeSpan ListenerPatience = TimeSpan.FromSeconds(1);

    private readonly Mailbox _mailbox;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly Turns _turns;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Interpreter _interpreter;
    private readonly StateFeed _states;
    private readonly TakenTally _tally;
    private readonly AttemptBook _attempts = new();
    private readonly ILogger _logger;
    private readonly SessionRecording<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect>? _recording;
    private readonly Recorder? _ownRecorder;
    private ConnectionState _state;
    private Instant? _armed;
    private Instant _now;
    private long _lastOp;
    private bool _leftMessages;
    private Exception? _crash;
    private volatile bool _isOver;

    public Driver(StompOptions options)
    {
        var secrets = new SecretTable();
        var config = options.ToConfig(options.Passcode is null ? null : secrets.Add(options.Passcode));
        _time = options.TimeProvider;
        _turns = options.Turns;
        Woken = new(inOrder: !_turns.AreFree);
        _start = _time.GetTimestamp();
        _logger = options.LoggerFactory.CreateLogger<StompConnection>();
        _mailbox = new(this, _turns);
        _states = new(new StompState.Connecting(config.Endpoints[0], 1), _turns);
        _interpreter = new(this, options, secrets, _logger);
        var seed = options.Seed ?? _turns.NewSeed();
        _state = Connection.Initial(config, seed);
        _ownRecorder = options is { Recorder: null, Recording: { } recording } ? new(recording, _logger) : null;
        if ((options.Recorder ?? _ownRecorder) is { } recorder)
        {
            _recording = SessionRecording.OfConnection(recorder, config, seed, _time.GetUtcNow());
            HideFromRecording(options.Login, options.Passcode);
        }

        _tally = new(options.MaxUnreadMessages, options.MaxUnreadOctets);
        Gate = _interpreter.Gate;
        _timer = _time.CreateTimer(static driver => ((Driver)driver!).Post(Mail.Tick()), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _turns.Attach(this);
    }

    /// <summary>Senders pass it before they post.</summary>
    public CreditGate Gate { get; }

    /// <summary>The transport whose session is open, 0 when there is none.</summary>
    public long CurrentTransport => _interpreter.CurrentTransport;

    public Turns Turns => _turns;

    /// <summary>Consumers who waited for what came in this turn. Belongs to the loop.</summary>
    public WakeUps Woken { get; }

    public StateFeed States => _states;

    public StompListeners Listeners => _interpreter.Listeners;

    /// <summary>The attempts that failed because of which the connection ended.</summary>
    public IReadOnlyList<FailedAttempt> AttemptsBefore(EndReason reason) =>
        _attempts.Failed is { Count: > 0 } failed && failed[^1].Reason == reason ? failed : [];

    public long NextOp() => Interlocked.Increment(ref _lastOp);

    /// <summary>Has something taken, at once if nobody has the turn; false when the loop has ended.</summary>
    public bool Post(Mail mail)
    {
        if (_isOver)
            return false;
        _mailbox.Post(mail);
        return true;
    }

    /// <summary>
    /// Carries an order out without anybody who waits, if that can be done at once: nobody has the turn, a session is open and takes the order. Else
    /// nothing happened, and whoever ordered must post it and wait for what becomes of it.
    /// </summary>
    public bool TryObeyNow<TOrder>(in TOrder order, long epoch)
        where TOrder : struct, IOrder
    {
        if (_isOver || !Gate.IsOpen || !_mailbox.TryEnter())
            return false;
        try
        {
            Stamp();
            return !_isOver && _state is ConnectionState.Connected && StepIfTaken(new ConnectionEvent.Ordered(order.At(_now), epoch));
        }
#pragma warning disable CA1031 // a throw here is our own bug: everybody who waits must learn of it
        catch (Exception exception)
        {
            ((ITakesMail)this).Crash(exception);
            return false;
        }
#pragma warning restore CA1031
        finally
        {
            _mailbox.Leave();
        }
    }

    /// <summary>Has the connection judge itself now, whether its timer is late or not.</summary>
    public Task<Vitals> LookAsync()
    {
        var inquiry = new Inquiry();
        return Post(Mail.Look(inquiry)) ? _turns.Join(inquiry.Task) : Task.FromResult<Vitals>(default);
    }

    /// <summary>A consumer took a message. The loop learns of many at once, but always before what it does not know yet could keep its reader from going on.</summary>
    public void Taken(long transport, int octets)
    {
        if (_tally.Add(transport, octets) is { Messages: > 0 } taken)
            Post(Mail.Of(new ConnectionEvent.Taken(default, taken.Transport, taken.Messages, taken.Octets)));
    }

    void ILinkEvents.OnReceived(Link link, ReadOnlyMemory<byte> octets) => Post(Mail.Received(link, octets));

    void ILinkEvents.OnClosed(Link link) => Post(Mail.Of(new ConnectionEvent.PeerClosed(default, link.Number)));

    void ILinkEvents.OnFailed(Link link, TransportFault fault) => Post(Mail.Of(new ConnectionEvent.TransportFailed(default, link.Number, fault)));

    void ILinkEvents.OnWritten(Link link, int octets, long through) => Post(Mail.Written(link, octets, through));

    public async ValueTask DisposeAsync()
    {
        Post(Mail.End());
        await _turns.Join(_ended.Task).ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _recording?.End(_state is ConnectionState.Closed closed ? closed.Reason.Describe() : "the connection was disposed");
        if (_ownRecorder is not null)
            await _ownRecorder.StopAsync(_turns).ConfigureAwait(false);
        await _interpreter.Listeners.StopAsync(ListenerPatience, _time).ConfigureAwait(false);
    }

    void ITakesMail.Settle()
    {
        Woken.Dispatch();
        if (_isOver)
            return;
        _interpreter.Flush();
        Arm();
    }

    void ITakesMail.Crash(Exception exception)
    {
        Log.Crashed(_logger, exception);
        _crash = exception;
        _isOver = true;
        _interpreter.Stop(exception);
        _states.Fail(Interpreter.Crash(exception));
        _ended.TrySetResult();
        Woken.Dispatch();
    }

    private void End()
    {
        _isOver = true;
        _interpreter.Stop(null);
        // Whoever watches learns that no state follows, also when nobody said goodbye.
        if (_states.Current is not StompState.Closed)
            _states.Publish(new StompState.Closed(new EndReason.Cancelled()));
        _ended.TrySetResult();
    }

    private void Stamp() => _now = Instant.Max(_now, new Instant(_time.GetElapsedTime(_start).Ticks));

    void ITakesMail.Take(Mail mail)
    {
        if (_isOver)
        {
            Interpreter.Refuse(mail, _crash);
            return;
        }

        Stamp();
        switch (mail.Kind)
        {
            case MailKind.Event:
                Step(mail.Event! with { At = _now });
                break;
            case MailKind.Order or MailKind.Send:
                TakeOrder(mail);
                break;
            case MailKind.Open:
                _interpreter.Await(mail.Operation!);
                Step(new ConnectionEvent.Open(_now, mail.Operation!.Number));
                break;
            case MailKind.Tick:
                _armed = null;
                Step(new ConnectionEvent.Tick(_now));
                break;
            case MailKind.Look:
                TakeLook((Inquiry)mail.Subject!);
                break;
            case MailKind.Credentials:
                if (_interpreter.Admit(mail.Number, (StompCredentials?)mail.Subject) is { } answer)
                {
                    HideFromRecording(((StompCredentials?)mail.Subject)?.Login, ((StompCredentials?)mail.Subject)?.Passcode);
                    Step(answer with { At = _now });
                }

                break;
            case MailKind.Dialled:
                TakeLink((Link)mail.Subject!);
                break;
            case MailKind.Received:
                TakeOctets((Link)mail.Subject!, mail.Octets);
                break;
            case MailKind.Written:
                var link = (Link)mail.Subject!;
                _interpreter.CountWritten(link, (int)mail.Credits);
                Step(new ConnectionEvent.Written(_now, link.Number, mail.Number));
                break;
            case MailKind.End:
                End();
                break;
        }
    }

    private void TakeOrder(Mail mail)
    {
        var order = mail.OrderAt(_now);
        _interpreter.Await(mail.Operation!);
        if (mail.Subject is StompSubscription subscription)
            _interpreter.Register(mail.Operation!.Number, subscription);
        var unsettled = Unsettled;
        Step(new ConnectionEvent.Ordered(order, mail.Number));
        // The session forgets them with their subscription. A broker need not: RabbitMQ keeps them until the connection ends.
        _leftMessages |= order is SessionEvent.Unsubscribe or SessionEvent.Abort && Unsettled < unsettled;
        _interpreter.Gate.Release(mail.Credits);
    }

    private int Unsettled => (_state as ConnectionState.Connected)?.Session.UnsettledMessages ?? 0;

    private void TakeLook(Inquiry inquiry)
    {
        try
        {
            Step(new ConnectionEvent.Tick(_now));
        }
        finally
        {
            inquiry.TrySetResult(new(_state is ConnectionState.Connected, _leftMessages || Unsettled > 0));
        }
    }

    private void TakeLink(Link link)
    {
        _interpreter.Register(link);
        Step(new ConnectionEvent.Opened(_now, link.Number));
        link.Start();
    }

    private void TakeOctets(Link link, ReadOnlyMemory<byte> octets)
    {
        var delivered = _interpreter.Delivered;
        Step(new ConnectionEvent.BytesReceived(_now, link.Number, Payload.Wrap(octets)) { IsGiven = link.Gives(octets.Length) });
        link.Expect(Connection.Room(_state, link.Number), (int)(_interpreter.Delivered - delivered));
        _interpreter.ReadOn(link);
        link.Entrust(Woken);
    }

    private void Step(ConnectionEvent @event)
    {
        var before = _state;
        if (_recording is not null)
            @event = SessionRecording.Own(@event);
        Adopt(before, @event, Connection.Step(before, @event));
    }

    /// <summary>Steps for an order that nobody waits for. One without effects was refused: it did not happen, and is to be ordered by somebody who waits.</summary>
    private bool StepIfTaken(ConnectionEvent.Ordered ordered)
    {
        var before = _state;
        var @event = _recording is null ? ordered : SessionRecording.Own(ordered);
        var transition = Connection.Step(before, @event);
        if (transition.Effects.IsEmpty)
            return false;
        Adopt(before, @event, transition);
        _interpreter.FlushSoon();
        return true;
    }

    private void Adopt(ConnectionState before, ConnectionEvent @event, Transition<ConnectionState, ConnectionEffect> transition)
    {
        _state = transition.State;
        _recording?.Record(before, @event, transition, SessionRecording.OctetsOf(@event));
        // The state is published before the effects complete anybody's wait: who comes back sees it.
        if (before.GetType() != _state.GetType() || TransportOf(before) != TransportOf(_state))
        {
            _attempts.See(before, _state);
            Publish();
        }

        foreach (var effect in transition.Effects)
            _interpreter.Carry(effect);
    }

    /// <summary>A passcode that is also the user's name is no secret: it stands in the configuration.</summary>
    private void HideFromRecording(string? login, string? passcode)
    {
        if (passcode is not null && !string.Equals(login, passcode, StringComparison.Ordinal))
            _recording?.Recorder.Post(new RecordedSecret(passcode), 0);
    }

    private static long TransportOf(ConnectionState state) => state switch
    {
        ConnectionState.WithTransport with => with.Transport,
        ConnectionState.Dialling dialling => dialling.Transport,
        _ => 0,
    };

    private void Publish()
    {
        _interpreter.CurrentTransport = _state is ConnectionState.Connected or ConnectionState.Closing ? ((ConnectionState.WithTransport)_state).Transport : 0;
        _states.Publish(_state switch
        {
            ConnectionState.Idle => new StompState.Connecting(null, 1),
            ConnectionState.Dialling dialling => new StompState.Connecting(dialling.Endpoint, dialling.FailedRounds + 1),
            ConnectionState.Connecting connecting => new StompState.Connecting(connecting.Endpoint, connecting.FailedRounds + 1),
            ConnectionState.Connected connected => new StompState.Connected(connected.Endpoint, connected.Session.Session),
            ConnectionState.Waiting waiting => new StompState.Waiting(waiting.Until - _now, waiting.Cause),
            ConnectionState.Closing => new StompState.Closing(),
            ConnectionState.Closed closed => new StompState.Closed(closed.Reason),
            _ => throw new InvalidOperationException($"The state {_state.GetType().Name} is not known here."),
        });
    }

    /// <summary>The timer only moves when the next deadline is earlier than the one it is set to: an early tick changes nothing.</summary>
    private void Arm()
    {
        if (Connection.NextDeadline(_state) is not { } deadline || (_armed is { } armed && armed <= deadline.At))
            return;
        _armed = deadline.At;
        var wait = deadline.At - new Instant(_time.GetElapsedTime(_start).Ticks);
        // Timers count in whole milliseconds: rounded up, so that the tick is not too early.
        var milliseconds = Math.Clamp((wait.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, 0, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
