using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Recording;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Driving;

/// <summary>
/// The loop: take one event; step; carry out its effects in order; arm the timer to the next deadline; wait. It has one mailbox and one
/// reader, and alone it stamps events and touches the state. User code never runs on it.
/// </summary>
internal sealed class Driver : ILinkEvents, IAsyncDisposable
{
    private const int BatchSize = 256;

    // What listeners were not told when the connection is over they are told for so long.
    private static readonly TimeSpan ListenerPatience = TimeSpan.FromSeconds(1);

    private readonly Channel<Mail> _mailbox = Channel.CreateUnbounded<Mail>(new() { SingleReader = true });
    private readonly TimeProvider _time;
    private readonly Turns _turns;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Interpreter _interpreter;
    private readonly StateFeed _states;
    private readonly ILogger _logger;
    private readonly SessionRecording<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect>? _recording;
    private readonly Recorder? _ownRecorder;
    private readonly Task _loop;
    private ConnectionState _state;
    private Instant? _armed;
    private Instant _now;
    private long _lastOp;
    private bool _leftMessages;

    public Driver(StompOptions options)
    {
        var secrets = new SecretTable();
        var config = options.ToConfig(options.Passcode is null ? null : secrets.Add(options.Passcode));
        _time = options.TimeProvider;
        _turns = options.Turns;
        _start = _time.GetTimestamp();
        _logger = options.LoggerFactory.CreateLogger<StompConnection>();
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

        Gate = _interpreter.Gate;
        _timer = _time.CreateTimer(static driver => ((Driver)driver!).Post(Mail.Tick()), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _turns.Attach(this);
        _loop = _turns.Run(RunAsync);
    }

    /// <summary>Senders pass it before they post.</summary>
    public CreditGate Gate { get; }

    /// <summary>The transport whose session is open, 0 when there is none.</summary>
    public long CurrentTransport => _interpreter.CurrentTransport;

    public Turns Turns => _turns;

    public StateFeed States => _states;

    public StompListeners Listeners => _interpreter.Listeners;

    public long NextOp() => Interlocked.Increment(ref _lastOp);

    /// <summary>Puts something into the mailbox; false when the loop has ended.</summary>
    public bool Post(Mail mail) => _mailbox.Writer.TryWrite(mail);

    /// <summary>Has the connection judge itself now, whether its timer is late or not.</summary>
    public Task<Vitals> LookAsync()
    {
        var inquiry = new Inquiry();
        return Post(Mail.Look(inquiry)) ? _turns.Join(inquiry.Task) : Task.FromResult<Vitals>(default);
    }

    public void Taken(long transport, int messages, long octets) =>
        Post(Mail.Of(new ConnectionEvent.Taken(default, transport, messages, octets)));

    void ILinkEvents.OnReceived(Link link, ReadOnlyMemory<byte> octets) => Post(Mail.Received(link, octets));

    void ILinkEvents.OnClosed(Link link) => Post(Mail.Of(new ConnectionEvent.PeerClosed(default, link.Number)));

    void ILinkEvents.OnFailed(Link link, TransportFault fault) => Post(Mail.Of(new ConnectionEvent.TransportFailed(default, link.Number, fault)));

    void ILinkEvents.OnWritten(Link link, int octets, bool finished) => Post(Mail.Written(link, octets, finished));

    public async ValueTask DisposeAsync()
    {
        _mailbox.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _recording?.End(_state is ConnectionState.Closed closed ? closed.Reason.Describe() : "the connection was disposed");
        if (_ownRecorder is not null)
            await _ownRecorder.StopAsync(_turns).ConfigureAwait(false);
        await _interpreter.Listeners.StopAsync(ListenerPatience, _time).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            var reader = _mailbox.Reader;
            while (await _turns.Join(reader.WaitToReadAsync()).ConfigureAwait(false))
            {
                for (var i = 0; i < BatchSize && reader.TryRead(out var mail); i++)
                    Take(mail);
                _interpreter.Flush();
                Arm();
            }

            _interpreter.Stop(null);
            // Whoever watches learns that no state follows, also when nobody said goodbye.
            if (_states.Current is not StompState.Closed)
                _states.Publish(new StompState.Closed(new EndReason.Cancelled()));
        }
#pragma warning disable CA1031 // a throw here is our own bug: everybody who waits must learn of it
        catch (Exception exception)
        {
            Log.Crashed(_logger, exception);
            _mailbox.Writer.TryComplete();
            _interpreter.Stop(exception);
            while (_mailbox.Reader.TryRead(out var mail))
                await Interpreter.RefuseAsync(mail, exception).ConfigureAwait(false);
            _states.Fail(Interpreter.Crash(exception));
        }
#pragma warning restore CA1031
    }

    private void Take(Mail mail)
    {
        var elapsed = new Instant(_time.GetElapsedTime(_start).Ticks);
        _now = Instant.Max(_now, elapsed);
        switch (mail.Kind)
        {
            case MailKind.Event:
                Step(mail.Event! with { At = _now });
                break;
            case MailKind.Order:
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
                TakeWritten((Link)mail.Subject!, mail);
                break;
        }
    }

    private void TakeOrder(Mail mail)
    {
        var ordered = (ConnectionEvent.Ordered)mail.Event!;
        _interpreter.Await(mail.Operation!);
        if (mail.Subject is StompSubscription subscription)
            _interpreter.Register(mail.Operation!.Number, subscription);
        var unsettled = Unsettled;
        Step(ordered with { At = _now, Order = ordered.Order with { At = _now } });
        // The session forgets them with their subscription. A broker need not: RabbitMQ keeps them until the connection ends.
        _leftMessages |= ordered.Order is SessionEvent.Unsubscribe or SessionEvent.Abort && Unsettled < unsettled;
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
        Step(new ConnectionEvent.BytesReceived(_now, link.Number, Payload.Wrap(octets)));
        _interpreter.ReadOn(link);
    }

    private void TakeWritten(Link link, Mail mail)
    {
        var through = mail.Flag ? link.Writing : link.Written;
        _interpreter.CountWritten(link, (int)mail.Number);
        if (mail.Flag)
            link.FinishWrite();
        Step(new ConnectionEvent.Written(_now, link.Number, through));
    }

    private void Step(ConnectionEvent @event)
    {
        var before = _state;
        if (_recording is not null)
            @event = SessionRecording.Own(@event);
        var transition = Connection.Step(before, @event);
        _state = transition.State;
        _recording?.Record(before, @event, transition, SessionRecording.OctetsOf(@event));
        // The state is published before the effects complete anybody's wait: who comes back sees it.
        if (!ReferenceEquals(before, _state) && (before.GetType() != _state.GetType() || TransportOf(before) != TransportOf(_state)))
            Publish();
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
