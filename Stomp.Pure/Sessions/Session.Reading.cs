using System;
using System.Globalization;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>What the broker says once the session is open.</summary>
public static partial class Session
{
    // No MESSAGE or RECEIPT is shorter.
    private const int Smallest = 16;

    private static void Read(ref Turn turn, SessionEvent.BytesReceived received)
    {
        var given = received.IsGiven ? Given.Of(received.Octets) : default;
        Read(ref turn, received.Octets.Span, given);
    }

    private static void Read(ref Turn turn, ReadOnlySpan<byte> octets, Given given)
    {
        if (octets.IsEmpty)
            return;
        turn.Flow = turn.Flow with { LastRead = turn.ReaderNow };
        while (!octets.IsEmpty && turn.End is null)
        {
            var step = FrameDecoder.Step(turn.Decoder, octets, given);
            turn.Decoder = step.State;
            octets = octets[step.Consumed..];
            given = given.Behind(step.Consumed);
            if (step.Fault is { } fault)
                Fail(ref turn, new EndReason.Malformed(fault));
            else if (step.Frame is { } frame)
                OnFrame(ref turn, frame, octets.Length);
            else if (step.Eols > 0)
                OnEols(ref turn, step.Eols);
        }
    }

    private static void OnEols(ref Turn turn, int eols)
    {
        for (var i = turn.Flow.EndsLine ? 1 : 0; i < eols && turn.Config.Observes; i++)
            turn.Effects.Add(SessionEffect.HeartbeatSeen.Instance);
        turn.Flow = turn.Flow with { EndsLine = false };
    }

    /// <param name="turn">The turn.</param>
    /// <param name="frame">What came.</param>
    /// <param name="behind">Octets that came behind it.</param>
    private static void OnFrame(ref Turn turn, Frame frame, int behind)
    {
        if (turn.Effects.Count == 0)
            turn.Effects.Expect(1 + (behind / Math.Max(frame.Length, Smallest)));
        turn.Flow = turn.Flow with { EndsLine = true };
        if (turn.Config.Observes && frame.Command is (Command.Receipt or Command.Error))
            turn.Effects.Add(new SessionEffect.Observed(frame));
        switch (frame.Command)
        {
            case Command.Message:
                OnMessage(ref turn, frame);
                break;
            case Command.Receipt:
                OnReceipt(ref turn, frame);
                break;
            case Command.Error:
                OnError(ref turn, new(frame.Headers, frame.Body));
                break;
            default:
                Fail(ref turn, new EndReason.ProtocolFault($"{frame.Command.ToText()} came in an open session"));
                break;
        }
    }

    private static void OnMessage(ref Turn turn, Frame frame)
    {
        // Nothing that comes behind a goodbye is delivered or acknowledged (K39).
        if (turn.Goodbye is not null)
            return;
        var headers = frame.Headers;
        var address = WireHeaders.Address(headers.Block, headers.Reading);
        if (!address.HasDestination || (!address.HasMessageId && !turn.Decoder.Rules.Leniency.HasFlag(Leniency.MessagesWithoutId)))
        {
            Fail(ref turn, new EndReason.ProtocolFault("a MESSAGE has no destination or no message-id"));
            return;
        }

        var isNamed = address.HasSubscription;
        var id = address.Subscription;
        if (!isNamed && turn.Dialect.RequiresSubscription)
        {
            Fail(ref turn, new EndReason.ProtocolFault("a MESSAGE has no subscription"));
            return;
        }

        var found = isNamed ? FindById(in turn, headers, id) : FindByDestination(ref turn, headers);
        if (found is { } subscription)
            Deliver(ref turn, subscription, frame, in address);
        else
            NoteLost(ref turn, headers, isNamed);
    }

    private static FoundSubscription? FindById(in Turn turn, Headers headers, ReadOnlySpan<byte> id)
    {
        // Where no id was given all are counted, and none needs to be looked at.
        var areCounted = turn.Ledger.GivenSubscriptionIds.IsEmpty;
        if (TryNumber(id, out var number) && turn.Ledger.Subscriptions.TryGet(number, out var counted) && (areCounted || IsCounted(counted, number)))
            return new(number, counted);
        if (areCounted || !headers.TryGetUtf8("subscription"u8, out var text))
            return null;
        foreach (var (key, subscription) in turn.Ledger.Subscriptions)
        {
            if (string.Equals(subscription.Id, text, StringComparison.Ordinal))
                return new(key, subscription);
        }

        return null;
    }

    private static bool IsCounted(Subscription subscription, long number)
    {
        Span<char> digits = stackalloc char[20];
        return number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture) && digits[..length].SequenceEqual(subscription.Id);
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        if (digits.IsEmpty || digits.Length > 18 || (digits[0] == (byte)'0' && digits.Length > 1))
            return false;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + (digit - (byte)'0');
        }

        return true;
    }

    /// <summary>A MESSAGE without subscription goes by its destination; where several fit, the oldest gets it (CL-1.0-46).</summary>
    private static FoundSubscription? FindByDestination(ref Turn turn, Headers headers)
    {
        headers.TryGetUtf8("destination"u8, out var destination);
        FoundSubscription? oldest = null;
        foreach (var (number, subscription) in turn.Ledger.Subscriptions)
        {
            if (!string.Equals(subscription.Destination, destination, StringComparison.Ordinal))
                continue;
            if (oldest is null)
            {
                oldest = new(number, subscription);
                continue;
            }

            turn.Note(NoteKind.AmbiguousSubscription, destination);
            break;
        }

        return oldest;
    }

    private static void NoteLost(ref Turn turn, Headers headers, bool isNamed)
    {
        var text = headers[isNamed ? HeaderNames.Subscription : HeaderNames.Destination]!;
        turn.Note(isNamed && IsUsed(in turn, text) ? NoteKind.InFlightDropped : NoteKind.UnknownSubscription, text);
    }

    private static void Deliver(ref Turn turn, FoundSubscription found, Frame frame, in WireHeaders.Addressing address)
    {
        var settles = found.Subscription.Mode != AckMode.Auto;
        var token = default(AckToken);
        if (settles && !TryToken(in turn, frame, in address, out token))
        {
            Fail(ref turn, new EndReason.ProtocolFault($"a MESSAGE of a {found.Subscription.Mode.ToText()} subscription has no ack"));
            return;
        }

        ref var ledger = ref turn.Change();
        var delivery = ++ledger.LastDelivery;
        if (settles)
            ledger.Unsettled = ledger.Unsettled.Add(delivery, new(found.Number, token));
        ledger.UnreadMessages++;
        ledger.UnreadOctets += frame.Length;
        turn.Effects.Add(new SessionEffect.Deliver(found.Subscription.Key, delivery, frame));
        Regulate(ref turn, found.Subscription.Key);
    }

    /// <summary>What an ACK of the message repeats.</summary>
    private static bool TryToken(in Turn turn, Frame frame, in WireHeaders.Addressing address, out AckToken token)
    {
        var octets = address.MessageId;
        var came = address.HasMessageId;
        if (turn.Dialect.AckForm == AckForm.AckId)
        {
            octets = address.Ack;
            came = address.HasAck || frame.Headers.TryGetOctets("ack"u8, out octets);
        }

        token = came ? AckToken.Of(octets, frame.Headers.Reading.Escapes) : default;
        return came;
    }

    private static void Take(ref Turn turn, SessionEvent.Taken taken)
    {
        ref var ledger = ref turn.Change();
        ledger.UnreadMessages = Math.Max(0, ledger.UnreadMessages - taken.Messages);
        ledger.UnreadOctets = Math.Max(0, ledger.UnreadOctets - taken.Octets);
        Regulate(ref turn, null);
    }

    private static Int128 Times(long limit, int factor) => (Int128)limit * factor;

    /// <summary>
    /// Reading pauses when consumers leave too much unread, and goes on when half of it is read. While an operation waits for its RECEIPT
    /// it goes on up to the hard limit, where the session ends: memory stays bounded.
    /// </summary>
    private static void Regulate(ref Turn turn, long? subscription)
    {
        var (config, messages, octets) = (turn.Config, turn.Ledger.UnreadMessages, turn.Ledger.UnreadOctets);
        var waits = turn.Receipts.IsAwaited || turn.Goodbye is not null;
        if (turn.Ledger.Clock.PausedSince is null)
        {
            if (messages < config.MaxUnreadMessages && octets < config.MaxUnreadOctets)
                return;
            if (!waits)
            {
                turn.Effects.Add(new SessionEffect.PauseReading());
                turn.Change().Clock = turn.Ledger.Clock.Pause(turn.At);
            }
            else if (subscription is { } key && (messages >= Times(config.MaxUnreadMessages, config.HardLimitFactor) || octets >= Times(config.MaxUnreadOctets, config.HardLimitFactor)))
            {
                Fail(ref turn, new EndReason.SlowConsumer(key));
            }
        }
        else if (waits || (messages <= config.MaxUnreadMessages / 2 && octets <= config.MaxUnreadOctets / 2))
        {
            turn.Effects.Add(new SessionEffect.ResumeReading());
            turn.Change().Clock = turn.Ledger.Clock.Resume(turn.At);
        }
    }
}
