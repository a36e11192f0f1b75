using System;
using System.Text;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>Steps in few words.</summary>
internal static class Telling
{
    public static string Of(ConnectionEvent @event, Effects<ConnectionEffect> effects)
    {
        var text = new StringBuilder(Of(@event));
        foreach (var effect in effects)
        {
            text.Append(" → ");
            if (effect is not ConnectionEffect.OnTransport on)
            {
                text.Append(effect);
                continue;
            }

            foreach (var inner in on.Effects)
                text.Append(Of(inner)).Append("; ");
        }

        return text.ToString();
    }

    public static string Of(BrokerEvent @event, Effects<BrokerEffect> effects)
    {
        var text = new StringBuilder(@event switch
        {
            BrokerEvent.Received e => FormattableString.Invariant($"link {e.Link} received {Preview.Of(e.Octets.Span)}"),
            BrokerEvent.Tick => "tick",
            _ => FormattableString.Invariant($"{@event}"),
        });
        foreach (var effect in effects)
        {
            text.Append(" → ").Append(effect switch
            {
                BrokerEffect.Transmit e => FormattableString.Invariant($"to link {e.Link} {Of(e.Frame)}"),
                BrokerEffect.TransmitHeartbeat e => FormattableString.Invariant($"to link {e.Link} a beat"),
                _ => effect.ToString(),
            });
        }

        return text.ToString();
    }

    private static string Of(ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.BytesReceived e => FormattableString.Invariant($"transport {e.Transport} received {Preview.Of(e.Octets.Span)}"),
        ConnectionEvent.Ordered e => FormattableString.Invariant($"was asked for operation {e.Order.Op}: {Of(e.Order)}{(e.Order.Receipt.Wanted ? " with a receipt" : "")}{(e.Epoch == 0 ? "" : FormattableString.Invariant($" in the session of transport {e.Epoch}"))}"),
        ConnectionEvent.Written e => FormattableString.Invariant($"transport {e.Transport} wrote through {e.Through}"),
        ConnectionEvent.Tick => "tick",
        _ => @event.ToString(),
    };

    private static string Of(SessionEvent.Order order) => order switch
    {
        SessionEvent.Send e => FormattableString.Invariant($"SEND message {Letter.NumberOf(new(Command.Send, default, e.Body))} to {e.Destination}{In(e.Transaction)}"),
        SessionEvent.Subscribe e => $"SUBSCRIBE {e.Destination} {e.Mode.ToText()}",
        SessionEvent.Unsubscribe e => FormattableString.Invariant($"UNSUBSCRIBE {e.Subscription}"),
        SessionEvent.Settle e => FormattableString.Invariant($"{(e.Accept ? "ACK" : "NACK")} delivery {e.Delivery}{In(e.Transaction)}"),
        SessionEvent.Begin e => $"BEGIN {e.Id}",
        SessionEvent.Commit e => $"COMMIT {e.Transaction}",
        SessionEvent.Abort e => $"ABORT {e.Transaction}",
        SessionEvent.Disconnect => "DISCONNECT",
    };

    private static string In(string? transaction) => transaction is null ? "" : $" in {transaction}";

    private static string Of(SessionEffect effect) => effect switch
    {
        SessionEffect.Transmit e => FormattableString.Invariant($"transmits {e.Number} {Of(e.Frame)}"),
        SessionEffect.TransmitHeartbeat => "beats",
        SessionEffect.Completed e => FormattableString.Invariant($"operation {e.Op} is {e.Outcome}"),
        SessionEffect.Deliver e => FormattableString.Invariant($"delivers {e.Delivery} to subscription {e.Subscription}, message {Letter.NumberOf(e.Frame)}"),
        SessionEffect.Ended e => $"ended: {e.Reason}",
        _ => effect.ToString(),
    };

    private static string Of(Frame frame) => Letter.NumberOf(frame) is > 0 and var number
        ? FormattableString.Invariant($"{frame.Command.ToText()}{frame.Headers} message {number}")
        : frame.Command.ToText() + frame.Headers;
}
