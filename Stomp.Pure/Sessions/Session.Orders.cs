using System;
using System.Globalization;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>What the application asks for: SUBSCRIBE, UNSUBSCRIBE, and what all frames have in common.</summary>
public static partial class Session
{
    private static void Subscribe(ref Turn turn, SessionEvent.Subscribe subscribe)
    {
        if (Problem(in turn, subscribe) is { } problem)
        {
            turn.Complete(subscribe.Op, new Outcome.Rejected(problem));
            return;
        }

        if (subscribe.ForReplies && turn.Terms.Info.Profile.MakesReplyQueues)
        {
            ExpectReplies(ref turn, subscribe);
            return;
        }

        var given = GivenId(in turn, subscribe);
        var number = turn.Ledger.NextSubscription;
        while (given is null && Contains(turn.Ledger.GivenSubscriptionIds, Number(number)))
            number++;
        var id = given ?? Number(number);
        var own = new HeaderPair(new(HeaderNames.Id, id), new(HeaderNames.Destination, subscribe.Destination));
        if (subscribe.Mode != AckMode.Auto)
            own = own.And(new(HeaderNames.Ack, subscribe.Mode.ToText()));
        if (subscribe.Prefetch is { } prefetch && turn.Terms.Info.Profile.PrefetchHeader is { } header)
            own = own.And(new(header, Number(prefetch)));
        if (subscribe.DurableName is { } durable)
            own = own with { More = DurableHeaders(in turn, durable) };
        var named = new SessionEffect.Named(subscribe.Key, id);
        if (!Transmit(ref turn, subscribe, Command.Subscribe, own, default, turn.Terms.Rules, named))
            return;
        Open(ref turn, number, new(subscribe.Key, id, subscribe.Destination, subscribe.Mode, IsSilent: false, subscribe.DurableName), isGiven: given is not null);
    }

    /// <summary>The broker makes the queue when a message names it, and sends its messages with the queue's name as subscription id.</summary>
    private static void ExpectReplies(ref Turn turn, SessionEvent.Subscribe subscribe)
    {
        var id = subscribe.Destination;
        if (IsUsed(in turn, id))
        {
            turn.Reject(subscribe.Op, RejectionKind.Duplicate, $"the queue for replies {id} was used before on this connection");
            return;
        }

        turn.Effects.Add(new SessionEffect.Named(subscribe.Key, id));
        Open(ref turn, turn.Ledger.NextSubscription, new(subscribe.Key, id, id, subscribe.Mode, IsSilent: true), isGiven: true);
        turn.Complete(subscribe.Op, Outcome.Sent.Instance);
    }

    private static void Open(ref Turn turn, long number, Subscription subscription, bool isGiven)
    {
        ref var ledger = ref turn.Change();
        ledger.NextSubscription = number + 1;
        ledger.Subscriptions = ledger.Subscriptions.Add(number, subscription);
        if (isGiven && !Contains(ledger.GivenSubscriptionIds, subscription.Id))
            ledger.GivenSubscriptionIds = ledger.GivenSubscriptionIds.Add(subscription.Id);
    }

    private static Rejection? Problem(in Turn turn, SessionEvent.Subscribe subscribe)
    {
        if (subscribe.Destination.Length == 0)
            return new(RejectionKind.InvalidArgument, "SUBSCRIBE needs a destination");
        if (subscribe.Prefetch is < 0)
            return new(RejectionKind.InvalidArgument, FormattableString.Invariant($"prefetch is {subscribe.Prefetch}; it must be 0 or more"));
        if (subscribe.Mode == AckMode.ClientIndividual && !turn.Dialect.HasClientIndividual)
            return new(RejectionKind.NotInThisVersion, $"ack mode client-individual does not exist at {turn.Dialect.Name}; use client or a later version");
        if (DurableProblem(in turn, subscribe) is { } problem)
            return problem;
        if (GivenId(in turn, subscribe) is not { } id)
            return null;
        if (id.Length == 0)
            return new(RejectionKind.InvalidArgument, "the id of a subscription must not be empty");
        if (IsPadded(in turn, id))
            return new(RejectionKind.InvalidArgument, $"subscription id \"{id}\" begins or ends with a blank, which is padding at {turn.Dialect.Name} and would not come back");
        return IsUsed(in turn, id) && !IsLeft(in turn, subscribe, id)
            ? new(RejectionKind.Duplicate, $"subscription id {id} was used before on this connection; ids are never used twice, since messages may be under way")
            : null;
    }

    private static bool IsUsed(in Turn turn, string id) =>
        Contains(turn.Ledger.GivenSubscriptionIds, id)
        || (TryNumber(id, out var number) && number < turn.Ledger.NextSubscription);

    private static void Unsubscribe(ref Turn turn, SessionEvent.Unsubscribe unsubscribe)
    {
        if (Find(in turn, unsubscribe.Subscription) is not { } found)
        {
            turn.Reject(unsubscribe.Op, RejectionKind.Unknown, "there is no such open subscription");
            return;
        }

        if (unsubscribe.Deletes)
        {
            Delete(ref turn, unsubscribe, found);
            return;
        }

        if (found.Subscription.IsSilent)
        {
            Forget(ref turn, found.Number);
            turn.Complete(unsubscribe.Op, Outcome.Sent.Instance);
            return;
        }

        var own = new HeaderPair(new(HeaderNames.Id, found.Subscription.Id));
        if (!Transmit(ref turn, unsubscribe, Command.Unsubscribe, own, default, turn.Terms.Rules))
            return;
        Forget(ref turn, found.Number);
        turn.Change().HasUnsubscribed = true;
    }

    /// <summary>A subscription ends: its messages can no longer be settled.</summary>
    private static void Forget(ref Turn turn, long number)
    {
        ref var ledger = ref turn.Change();
        ledger.Subscriptions = ledger.Subscriptions.Remove(number);
        foreach (var (delivery, unsettled) in ledger.Unsettled)
        {
            if (unsettled.Subscription == number && !IsReserved(in turn, delivery))
                ledger.Unsettled = ledger.Unsettled.Remove(delivery);
        }
    }

    private readonly record struct FoundSubscription(long Number, Subscription Subscription);

    private static FoundSubscription? Find(in Turn turn, long key)
    {
        foreach (var (number, subscription) in turn.Ledger.Subscriptions)
        {
            if (subscription.Key == key)
                return new(number, subscription);
        }

        return null;
    }

    /// <summary>The headers that a frame sets itself: up to four, and what a durable subscription needs.</summary>
    private readonly record struct HeaderPair(Header First, Header? Second = null, Header? Third = null, Header? Fourth = null)
    {
        public Headers More { get; init; }

        public int Count => 1 + (Second is null ? 0 : 1) + (Third is null ? 0 : 1) + (Fourth is null ? 0 : 1) + More.Count;

        public HeaderPair And(Header next) =>
            Second is null ? this with { Second = next } : Third is null ? this with { Third = next } : this with { Fourth = next };

        public int CopyTo(Header[] into)
        {
            var count = 0;
            into[count++] = First;
            if (Second is { } second)
                into[count++] = second;
            if (Third is { } third)
                into[count++] = third;
            if (Fourth is { } fourth)
                into[count++] = fourth;
            foreach (var header in More)
                into[count++] = header;
            return count;
        }

        public bool Holds(string name) =>
            First.Is(name) || (Second?.Is(name) ?? false) || (Third?.Is(name) ?? false) || (Fourth?.Is(name) ?? false) || More.Contains(name);
    }

    private static bool Transmit(ref Turn turn, SessionEvent.Order order, Command command, HeaderPair own, Payload body, EncoderRules rules) =>
        Transmit(ref turn, order, command, own, body, rules, null);

    /// <summary>Builds a frame, checks it whole and asks for its transmission; refuses it without a trace when anything is wrong.</summary>
    private static bool Transmit(
        ref Turn turn, SessionEvent.Order order, Command command, HeaderPair own, Payload body, EncoderRules rules, SessionEffect? before)
    {
        if (Prepare(ref turn, order, command, own, body, rules) is not { } prepared)
            return false;
        if (before is not null)
            turn.Effects.Add(before);
        Emit(ref turn, order, prepared);
        return true;
    }

    /// <summary>A frame that can be transmitted, and the number of the receipt that it asks for, 0 for none.</summary>
    private readonly record struct Prepared(Frame Frame, EncoderRules Rules, long Receipt);

    private static Prepared? Prepare(ref Turn turn, SessionEvent.Order order, Command command, HeaderPair own, Payload body, EncoderRules rules)
    {
        if ((HeaderProblem(order, command, own) ?? ReceiptProblem(in turn, order) ?? LimitProblem(in turn, order)) is { } problem)
        {
            turn.Complete(order.Op, new Outcome.Rejected(problem));
            return null;
        }

        var number = order.Receipt.Wanted ? NextReceipt(in turn) : 0;
        var receipt = order.Receipt.Wanted ? order.Receipt.Id ?? CountedId(number) : null;
        var headers = new Header[own.Count + (receipt is null ? 0 : 1) + order.Headers.Count];
        var count = own.CopyTo(headers);
        if (receipt is not null)
            headers[count++] = new(HeaderNames.Receipt, receipt);
        foreach (var header in order.Headers)
            headers[count++] = header;
        var frame = new Frame(command, Headers.Own(headers), body);
        if (FrameProblem(frame, rules) is { } refused)
        {
            turn.Complete(order.Op, new Outcome.Rejected(refused));
            return null;
        }

        return new(frame, rules, number);
    }

    private static void Emit(ref Turn turn, SessionEvent.Order order, Prepared prepared)
    {
        var transmission = turn.NextTransmission();
        turn.Effects.Add(new SessionEffect.Transmit(prepared.Frame, prepared.Rules, transmission));
        if (prepared.Receipt == 0)
            turn.Complete(order.Op, Outcome.Sent.Instance);
        else
            AwaitReceipt(ref turn, order, prepared.Receipt, transmission);
    }

    private static Rejection? HeaderProblem(SessionEvent.Order order, Command command, HeaderPair? own)
    {
        foreach (var header in order.Headers)
        {
            if ((own?.Holds(header.Name) ?? false) || IsReserved(command, header.Name))
                return new(RejectionKind.InvalidArgument, $"header {header.Name} is set by {command.ToText()} itself or has no place there");
        }

        return null;
    }

    private static Rejection? ReceiptProblem(in Turn turn, SessionEvent.Order order)
    {
        if (!order.Receipt.Wanted || order.Receipt.Id is not { } id)
            return null;
        if (id.Length == 0)
            return new(RejectionKind.InvalidArgument, "a receipt id must not be empty");
        if (IsPadded(in turn, id))
            return new(RejectionKind.InvalidArgument, $"receipt id \"{id}\" begins or ends with a blank, which is padding at {turn.Dialect.Name} and would not come back");
        return IsAwaited(in turn, id) ? new(RejectionKind.Duplicate, $"a RECEIPT with id {id} is awaited, or may still come late") : null;
    }

    private static Rejection? LimitProblem(in Turn turn, SessionEvent.Order order) =>
        order.Receipt.Wanted && turn.Receipts.Pending >= turn.Config.MaxPendingReceipts
            ? new(RejectionKind.LimitReached, FormattableString.Invariant($"{turn.Config.MaxPendingReceipts} operations wait for their RECEIPT already"))
            : null;

    private static Rejection? FrameProblem(Frame frame, EncoderRules rules) =>
        FrameEncoder.Check(frame, rules) is { } fault ? new(RejectionKind.InvalidArgument, fault.ToString()) : null;

    /// <summary>Whether the version takes a part of an id for padding.</summary>
    private static bool IsPadded(in Turn turn, string id) => turn.Dialect.TrimsValues && (id[0] == ' ' || id[^1] == ' ');

    private static bool IsReserved(Command command, string name) => name switch
    {
        HeaderNames.Receipt or HeaderNames.ContentLength or HeaderNames.Transaction => true,
        HeaderNames.Subscription or HeaderNames.MessageId => command is Command.Ack or Command.Nack,
        HeaderNames.Id => command is Command.Ack or Command.Nack,
        HeaderNames.Ack => command is Command.Subscribe,
        _ => false,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && Number(number) == text;

    private static bool Contains(ValueList<string> list, string text)
    {
        foreach (var item in list)
        {
            if (string.Equals(item, text, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
