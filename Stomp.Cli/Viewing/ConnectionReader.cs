using System;
using System.Collections.Generic;
using System.Globalization;
using Stomp.Cli.Imports;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Cli.Viewing;

/// <summary>The steps of a connection as what is to be seen of them.</summary>
internal sealed class ConnectionReader(int lane, List<TimelineItem> items)
{
    private readonly Dictionary<long, SideReader> _readers = [];
    private ConnectionState? _banded;

    /// <summary>Takes a step.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="before">Where the connection stood.</param>
    /// <param name="event">What happened.</param>
    /// <param name="effects">What was to be done.</param>
    /// <param name="after">Where it stood then.</param>
    public void Take(long number, ConnectionState before, ConnectionEvent @event, Effects<ConnectionEffect> effects, ConnectionState after)
    {
        var begin = items.Count;
        if (_banded is null)
            Band(@event.At, before);
        Fire(before, @event);
        Happen(@event);
        // Before its effects: CONNECT belongs to Connecting.
        if (IsOther(_banded, after))
            Band(@event.At, after);
        foreach (var effect in effects)
            Do(@event.At, effect);
        Arm(before, @event.At, after);
        for (var i = begin; i < items.Count; i++)
            items[i] = items[i] with { Step = number };
    }

    private void Happen(ConnectionEvent @event)
    {
        var at = @event.At;
        switch (@event)
        {
            case ConnectionEvent.Open open:
                items.Add(new TimelineItem.Order(at, lane, open.Op, "Open", ""));
                break;
            case ConnectionEvent.CredentialsReady ready:
                Transport(at, "credentials are there", $"login {ready.Login}");
                break;
            case ConnectionEvent.CredentialsFailed failed:
                Transport(at, "credentials failed", failed.Text, true);
                break;
            case ConnectionEvent.Opened opened:
                Transport(at, $"transport {Text(opened.Transport)} opened", "");
                break;
            case ConnectionEvent.DialFailed failed:
                Transport(at, $"dial {Text(failed.Transport)} failed", $"{failed.Fault.Kind}: {failed.Fault}", true);
                break;
            case ConnectionEvent.BytesReceived received:
                Read(received);
                break;
            case ConnectionEvent.PeerClosed closed:
                Transport(at, "broker closed", $"transport {Text(closed.Transport)}");
                break;
            case ConnectionEvent.TransportFailed failed:
                Transport(at, $"transport {Text(failed.Transport)} failed", $"{failed.Fault.Kind}: {failed.Fault}", true);
                break;
            case ConnectionEvent.Ordered { Order: var order }:
                items.Add(new TimelineItem.Order(at, lane, order.Op, order.GetType().Name, Orders.Describe(order)));
                break;
            case ConnectionEvent.Abandon abandon:
                Note(at, "nobody waits any more", $"for operation {Text(abandon.Op)}: {abandon.Why}");
                break;
        }
    }

    private void Do(Instant at, ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.AskCredentials:
                Transport(at, "asks for credentials", "");
                break;
            case ConnectionEffect.Dial dial:
                Transport(at, "dials", dial.Endpoint.ToString());
                break;
            case ConnectionEffect.CloseTransport close:
                Transport(at, $"closes transport {Text(close.Transport)}", "");
                break;
            case ConnectionEffect.OnTransport on:
                foreach (var inner in on.Effects)
                    Do(at, inner);
                break;
            case ConnectionEffect.Completed completed:
                Answer(at, completed.Op, completed.Outcome);
                break;
            case ConnectionEffect.NotRestored lost:
                Note(at, "not restored", $"subscription {Text(lost.Subscription)}: {lost.Why}", true);
                break;
        }
    }

    private void Do(Instant at, SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Transmit transmit:
                items.Add(new TimelineItem.Framed(at, lane, Side.Client, transmit.Frame));
                break;
            case SessionEffect.TransmitHeartbeat:
                items.Add(new TimelineItem.Beat(at, lane, Side.Client, 1));
                break;
            case SessionEffect.PauseReading:
                Note(at, "reading pauses", "a consumer is slow");
                break;
            case SessionEffect.ResumeReading:
                Note(at, "reading goes on", "");
                break;
            case SessionEffect.Completed completed:
                Answer(at, completed.Op, completed.Outcome);
                break;
            case SessionEffect.SubscriptionEnded ended:
                Note(at, "subscription ended", $"{Text(ended.Subscription)}: {ended.Error}", true);
                break;
            case SessionEffect.Noted noted:
                Note(at, noted.Kind.ToString(), noted.Text);
                break;
        }
    }

    private void Read(ConnectionEvent.BytesReceived received)
    {
        if (!_readers.TryGetValue(received.Transport, out var reader))
            _readers.Add(received.Transport, reader = Agreement.ReaderOfBroker());
        foreach (var utterance in reader.Read(received.Octets.Span))
        {
            items.Add(utterance switch
            {
                Utterance.Framed framed => new TimelineItem.Framed(received.At, lane, Side.Server, framed.Frame),
                Utterance.Beats beats => new TimelineItem.Beat(received.At, lane, Side.Server, beats.Count),
                Utterance.Garbage garbage => new TimelineItem.Garbage(received.At, lane, Side.Server, garbage.Fault.ToString(), garbage.Octets),
                _ => throw new InvalidOperationException($"{utterance} is no utterance that is known here"),
            });
        }
    }

    private void Fire(ConnectionState before, ConnectionEvent @event)
    {
        if (@event is ConnectionEvent.Tick && Connection.NextDeadline(before) is { } due && due.At <= @event.At)
            items.Add(new TimelineItem.Due(@event.At, lane, due.At, Name(due.Reason), true));
    }

    /// <summary>Deadlines move with every frame; what is worth a line is that something else is due next.</summary>
    private void Arm(ConnectionState before, Instant at, ConnectionState after)
    {
        if (Connection.NextDeadline(after) is { } due && Connection.NextDeadline(before)?.Reason != due.Reason)
            items.Add(new TimelineItem.Due(at, lane, due.At, Name(due.Reason), false));
    }

    private void Band(Instant at, ConnectionState state)
    {
        _banded = state;
        items.Add(state switch
        {
            ConnectionState.Idle => new TimelineItem.Band(at, lane, ClientState.Idle, ""),
            ConnectionState.Dialling it => new TimelineItem.Band(at, lane, ClientState.Dialling, it.Endpoint.ToString()),
            ConnectionState.Connecting it => new TimelineItem.Band(at, lane, ClientState.Connecting, it.Endpoint.ToString()),
            ConnectionState.Connected it => new TimelineItem.Band(at, lane, ClientState.Connected, it.Session.Session.ToString()),
            ConnectionState.Closing => new TimelineItem.Band(at, lane, ClientState.Closing, ""),
            ConnectionState.Waiting it => new TimelineItem.Band(at, lane, ClientState.Waiting, $"until {it.Until}: {it.Cause}"),
            ConnectionState.Closed it => new TimelineItem.Band(at, lane, ClientState.Closed, it.Reason.ToString()),
            _ => throw new InvalidOperationException($"{state.GetType().Name} is no state that is known here"),
        });
    }

    private static bool IsOther(ConnectionState? before, ConnectionState after) =>
        before?.GetType() != after.GetType()
        || (before is ConnectionState.Dialling one && after is ConnectionState.Dialling other && one.Transport != other.Transport);

    private void Answer(Instant at, long op, Outcome outcome)
    {
        if (op == 0)
            return;
        var isBad = outcome is Outcome.Refused or Outcome.Rejected or Outcome.NotSent or Outcome.Unknown or Outcome.Stale;
        items.Add(new TimelineItem.Answer(at, lane, op, outcome.ToString(), isBad));
    }

    private void Transport(Instant at, string what, string text, bool isBad = false) => items.Add(new TimelineItem.Transport(at, lane, what, text, isBad));

    private void Note(Instant at, string what, string text, bool isBad = false) => items.Add(new TimelineItem.Note(at, lane, what, text, isBad));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is due, in words.</summary>
    private static string Name(DeadlineReason reason) => reason switch
    {
        DeadlineReason.Connect => "CONNECTED",
        DeadlineReason.HeartbeatSend => "heart-beat to send",
        DeadlineReason.HeartbeatReceive => "sign of life",
        DeadlineReason.Receipt => "RECEIPT",
        DeadlineReason.Disconnect => "goodbye",
        _ => "next attempt",
    };
}
