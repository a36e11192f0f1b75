using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Driving;

/// <summary>Carries effects out: one switch, and the tables of what is under way. Belongs to the loop.</summary>
internal sealed class Interpreter
{
    // Room for so many messages is kept while none come.
    private const int MaxKept = 1_024;

    private readonly Driver _driver;
    private readonly Turns _turns;
    private readonly ITransportFactory _factory;
    private readonly bool _readersWait;
    private readonly ILogger _logger;
    private readonly SecretTable _secrets;
    private readonly Func<Secret, string> _reveal;
    private readonly Func<CancellationToken, ValueTask<StompCredentials>>? _provider;
    private readonly OperationTable _operations = new();
    private readonly Dictionary<long, StompSubscription> _subscriptions = [];
    private readonly Dictionary<long, CancellationTokenSource> _attempts = [];
    private readonly Dictionary<long, Link> _links = [];
    private readonly HashSet<Link> _paused = [];
    private readonly HashSet<Link> _held = [];
    private readonly List<StompMessage> _together = [];

    // Whoever opened the connection, not whoever happens to have the turn when it is dialled again.
    private readonly ExecutionContext? _opener = ExecutionContext.Capture();
    private long _currentTransport;

    public Interpreter(Driver driver, StompOptions options, SecretTable secrets, ILogger logger)
    {
        _driver = driver;
        _turns = options.Turns;
        _factory = options.TransportFactory is IOwnedTransportFactory owned ? owned.For(driver) : options.TransportFactory ?? new SocketTransportFactory(options);
        _readersWait = options.AllowSynchronousContinuations;
        _secrets = secrets;
        _reveal = secrets.Reveal;
        _provider = options.CredentialsProvider;
        _logger = logger;
        Gate = new(options.MaxUnwrittenOctets, _turns);
        Listeners = new(options.Listeners, _turns, logger);
    }

    public CreditGate Gate { get; }

    public StompListeners Listeners { get; }

    /// <summary>How many messages came.</summary>
    public long Delivered { get; private set; }

    public long CurrentTransport
    {
        get => Volatile.Read(ref _currentTransport);
        set => Volatile.Write(ref _currentTransport, value);
    }

    public void Await(Operation operation) => _operations.Add(operation);

    public void Register(long key, StompSubscription subscription)
    {
        subscription.Key = key;
        _subscriptions[key] = subscription;
    }

    public void Register(Link link)
    {
        _attempts.Remove(link.Number);
        _links[link.Number] = link;
    }

    /// <summary>What the answer of the credentials' provider is to the core; null when nobody waits for it any more.</summary>
    public ConnectionEvent? Admit(long transport, StompCredentials? credentials)
    {
        if (!_attempts.ContainsKey(transport))
            return null;
        if (credentials is not { Login: not null, Passcode: { } passcode })
            return new ConnectionEvent.CredentialsFailed(default, transport, "the provider returned none");
        return SecretTable.IsWritable(passcode)
            ? new ConnectionEvent.CredentialsReady(default, transport, credentials.Login, _secrets.Renew(passcode))
            : new ConnectionEvent.CredentialsFailed(default, transport, "the provider returned a passcode with a line feed, carriage return or NUL, which CONNECT cannot carry");
    }

    public void Carry(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.OnTransport on:
                Carry(on.Transport, on.Effects);
                break;
            case ConnectionEffect.AskCredentials ask:
                Ask(ask.Transport);
                break;
            case ConnectionEffect.Dial dial:
                Listeners.Dialling(dial.Endpoint);
                Dial(dial.Transport, dial.Endpoint);
                break;
            case ConnectionEffect.CloseTransport close:
                Close(close.Transport);
                break;
            case ConnectionEffect.Completed completed:
                Complete(completed.Op, completed.Outcome, 0);
                break;
            case ConnectionEffect.NotRestored gone:
                if (_subscriptions.Remove(gone.Subscription, out var subscription))
                    subscription.End(new StompRejectedException(gone.Why));
                break;
            case ConnectionEffect.Waiting waiting:
                Log.Waiting(_logger, waiting.Cause.Describe());
                break;
            case ConnectionEffect.Closed closed:
                EndSubscriptions(closed.Reason);
                break;
        }
    }

    /// <summary>Everything that was put into links goes out, once a batch.</summary>
    public void Flush()
    {
        foreach (var link in _links.Values)
            link.Flush();
    }

    /// <summary>The same for what somebody put in who may be about to put in more.</summary>
    public void FlushSoon()
    {
        foreach (var link in _links.Values)
            link.FlushSoon();
    }

    /// <summary>The octets of a link are done with, or given away: it reads on unless reading pauses.</summary>
    public void ReadOn(Link link)
    {
        if (_paused.Contains(link))
            _held.Add(link);
        else
            link.Continue();
    }

    public void CountWritten(Link link, int octets)
    {
        link.CountWritten(octets);
        if (_links.ContainsKey(link.Number))
            Gate.Release(octets);
    }

    /// <summary>The loop ends: nobody is left waiting.</summary>
    public void Stop(Exception? crash)
    {
        foreach (var number in new List<long>(_links.Keys))
            Close(number);
        foreach (var attempt in _attempts.Values)
            Cancel(attempt);
        foreach (var operation in _operations.Clear())
            operation.TrySetException(crash is null ? new ObjectDisposedException(nameof(StompConnection)) : Crash(crash));
        foreach (var subscription in _subscriptions.Values)
            subscription.End(crash is null ? null : Crash(crash));
        _subscriptions.Clear();
        // Whoever waits at the gate is let in, and learns behind it that the loop has ended.
        Gate.Release(long.MaxValue / 2);
    }

    /// <summary>What came too late for a loop that has ended.</summary>
    public static void Refuse(Mail mail, Exception? crash)
    {
        mail.Operation?.TrySetException(crash is null ? new ObjectDisposedException(nameof(StompConnection)) : Crash(crash));
        (mail.Subject as Inquiry)?.TrySetResult(default);
        if (mail.Kind == MailKind.Dialled)
            _ = ((Link)mail.Subject!).DisposeAsync().AsTask();
    }

    /// <summary>What everybody who waits learns when the loop crashed.</summary>
    public static StompException Crash(Exception crash) => new("The connection ended by an error of the library.", crash);

    private void Carry(long transport, Effects<SessionEffect> effects)
    {
        for (var i = 0; i < effects.Count;)
        {
            if (effects[i] is SessionEffect.Deliver first)
                i = Deliver(transport, first.Subscription, effects, i);
            else
                Carry(transport, effects[i++]);
        }
    }

    private void Carry(long transport, SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Transmit transmit:
                Transmit(transport, transmit);
                break;
            case SessionEffect.Completed completed:
                Complete(completed.Op, completed.Outcome, transport);
                break;
            case SessionEffect.TransmitHeartbeat beat:
                TransmitHeartbeat(transport, beat.Number);
                break;
            case SessionEffect.Named named:
                Name(named, transport);
                break;
            case SessionEffect.PauseReading when _links.TryGetValue(transport, out var link):
                _paused.Add(link);
                break;
            case SessionEffect.ResumeReading when _links.TryGetValue(transport, out var link):
                _paused.Remove(link);
                if (_held.Remove(link))
                    link.Continue();
                break;
            case SessionEffect.HalfClose when _links.TryGetValue(transport, out var link):
                link.CloseWrite();
                break;
            case SessionEffect.Close:
                Close(transport);
                break;
            case SessionEffect.SubscriptionEnded ended:
                if (_subscriptions.Remove(ended.Subscription, out var subscription))
                    subscription.End(new StompErrorException(ended.Error));
                break;
            case SessionEffect.Established established:
                Listeners.Connected(established.Session);
                Log.Connected(_logger, established.Session.Server ?? "a broker", established.Session.Version.ToText());
                break;
            case SessionEffect.Ended ended:
                Listeners.Ended(ended.Reason);
                Log.Ended(_logger, ended.Reason.Describe());
                break;
            case SessionEffect.Observed observed:
                Listeners.Observed(observed.Frame);
                break;
            case SessionEffect.HeartbeatSeen:
                Listeners.Heartbeat();
                break;
            case SessionEffect.Noted noted:
                Log.Noted(_logger, noted.Kind, noted.Text);
                break;
        }
    }

    private void Transmit(long transport, SessionEffect.Transmit transmit)
    {
        if (!_links.TryGetValue(transport, out var link))
            return;
        var octets = link.Transmit(transmit.Frame, transmit.Rules, transmit.Number, _reveal);
        Listeners.Sent(transmit.Frame);
        Gate.Release(-octets);
    }

    private void TransmitHeartbeat(long transport, long number)
    {
        if (!_links.TryGetValue(transport, out var link))
            return;
        link.TransmitHeartbeat(number);
        Gate.Release(-1);
    }

    /// <summary>Messages that follow one another and are for the same subscription go there together; where they end.</summary>
    private int Deliver(long transport, long key, Effects<SessionEffect> effects, int from)
    {
        var isThere = _subscriptions.TryGetValue(key, out var subscription);
        var next = from;
        for (; next < effects.Count && effects[next] is SessionEffect.Deliver deliver && deliver.Subscription == key; next++)
        {
            Listeners.Message(deliver.Frame);
            if (isThere)
                _together.Add(new(subscription!, transport, deliver.Delivery, deliver.Frame));
            else
                _driver.Taken(transport, deliver.Frame.Length);
        }

        subscription?.Deliver(CollectionsMarshal.AsSpan(_together));
        _together.Clear();
        if (_together.Capacity > MaxKept)
            _together.Capacity = 0;
        Delivered += next - from;
        return next;
    }

    private void Name(SessionEffect.Named named, long transport)
    {
        if (_operations.TryGet(named.Op, out var operation) && operation is NamedOperation wanted)
            (wanted.Name, wanted.Transport) = (named.Id, transport);
        if (_subscriptions.TryGetValue(named.Op, out var subscription))
            subscription.Id = named.Id;
    }

    private void Complete(long op, Outcome outcome, long transport)
    {
        if (outcome is not (Outcome.Sent or Outcome.Confirmed) && _subscriptions.Remove(op, out var subscription))
            subscription.End(null);
        if (!_operations.Remove(op, out var operation))
            return;
        if (operation is NamedOperation named)
        {
            named.Transport = transport;
            // Refused, it stands as it did, unless there was none any more.
            if (named.Ends != 0 && outcome is not (Outcome.Rejected { Why.Kind: not RejectionKind.Unknown } or Outcome.NotSent { Cause: Cause.Abandoned }))
                _subscriptions.Remove(named.Ends);
        }

        operation.Complete(outcome);
    }

    private void EndSubscriptions(EndReason reason)
    {
        var wanted = reason is EndReason.Disconnected or EndReason.Cancelled;
        foreach (var subscription in _subscriptions.Values)
            subscription.End(wanted ? null : new StompConnectionException(reason, _driver.AttemptsBefore(reason)));
        _subscriptions.Clear();
    }

    private void Ask(long transport)
    {
        var cancellation = Attempt(transport);
        Begin(() => AskAsync(transport, cancellation.Token));
    }

    private async Task AskAsync(long transport, CancellationToken cancellationToken)
    {
        try
        {
            var provider = _provider ?? throw new InvalidOperationException("there is no provider of credentials");
            _driver.Post(Mail.Credentials(transport, await _turns.Call(provider, cancellationToken).ConfigureAwait(false)));
        }
#pragma warning disable CA1031 // whatever a provider throws is a failed attempt
        catch (Exception exception)
        {
            _driver.Post(Mail.Of(new ConnectionEvent.CredentialsFailed(default, transport, $"the provider threw {exception.GetType().Name}: {exception.Message}")));
        }
#pragma warning restore CA1031
    }

    private void Dial(long transport, Endpoint endpoint)
    {
        var cancellation = _attempts.TryGetValue(transport, out var asked) ? asked : Attempt(transport);
        Begin(() => DialAsync(transport, endpoint, cancellation.Token));
    }

    /// <summary>Begins something that runs code of the user.</summary>
    private void Begin(Func<Task> work)
    {
        if (_opener is null)
            _ = _turns.Run(work);
        else
            ExecutionContext.Run(_opener, state => _ = _turns.Run((Func<Task>)state!), work);
    }

    /// <summary>There is one attempt at a time; what is still there of earlier ones has failed.</summary>
    private CancellationTokenSource Attempt(long transport)
    {
        _attempts.Clear();
        return _attempts[transport] = new();
    }

    /// <summary>What hangs on the token is user code, which never runs on the loop.</summary>
    private void Cancel(CancellationTokenSource attempt) => _ = _turns.CancelAsync(attempt);

    private async Task DialAsync(long transport, Endpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var opened = await _turns.Join(_factory.DialAsync(endpoint, cancellationToken)).ConfigureAwait(false);
            var link = new Link(transport, opened, _driver, _turns, _readersWait);
            if (!_driver.Post(Mail.Dialled(link)))
                await link.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever a factory throws is a failed dial
        catch (Exception exception)
        {
            var fault = Link.Describe(exception);
            _driver.Post(Mail.Of(new ConnectionEvent.DialFailed(default, transport, fault with { Text = $"{endpoint}: {fault.Text}" })));
        }
#pragma warning restore CA1031
    }

    private void Close(long transport)
    {
        if (_attempts.Remove(transport, out var attempt))
            Cancel(attempt);
        if (!_links.Remove(transport, out var link))
            return;
        _paused.Remove(link);
        _held.Remove(link);
        Gate.Release(link.Unwritten);
        _ = link.DisposeAsync().AsTask();
    }
}
