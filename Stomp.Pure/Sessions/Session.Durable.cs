using System;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>Durable subscriptions: what the broker's profile makes of a name.</summary>
public static partial class Session
{
    /// <summary>The id that a subscription must have; null when any will do.</summary>
    private static string? GivenId(in Turn turn, SessionEvent.Subscribe subscribe) =>
        subscribe.Id ?? (turn.Terms.Info.Profile.Durable is { NameHeader: null } ? subscribe.DurableName : null);

    private static Headers DurableHeaders(in Turn turn, string name) => turn.Terms.Info.Profile.Durable switch
    {
        { NameHeader: { } header } habit => habit.SubscribeHeaders.Add(header, name),
        { } habit => habit.SubscribeHeaders,
        null => default,
    };

    private static Rejection? DurableProblem(in Turn turn, SessionEvent.Subscribe subscribe)
    {
        if (subscribe.DurableName is not { } name)
            return null;
        var profile = turn.Terms.Info.Profile;
        if (name.Length == 0)
            return new(RejectionKind.InvalidArgument, "the name of a durable subscription must not be empty");
        if (profile.Durable is not { } habit)
            return new(RejectionKind.InvalidArgument, $"how durable subscriptions are made on a broker of the profile {profile} is not known; give SUBSCRIBE its headers yourself");
        if (habit.NeedsClientId && turn.Config.EffectiveClientId is null)
            return new(RejectionKind.InvalidArgument, $"{profile} keeps durable subscriptions by the client-id of CONNECT, and there is none; set ClientId");
        if (habit.NameHeader is not null)
            return null;
        if (subscribe.Id is { } id && id != name)
            return new(RejectionKind.InvalidArgument, $"{profile} knows a durable subscription by its id, which is given as {id}; leave it out, or give {name}");
        // The broker repeats the id unescaped in message ids.
        return name.AsSpan().IndexOfAny(":\\\r\n\0") >= 0
            ? new(RejectionKind.InvalidArgument, $"the name of the durable subscription is its id on {profile}; it must not hold a colon, backslash, line end or NUL")
            : null;
    }

    /// <summary>Whether the id is that of a durable subscription that was left: then what is still under way for it is meant for whoever comes back.</summary>
    private static bool IsLeft(in Turn turn, SessionEvent.Subscribe subscribe, string id) =>
        subscribe.DurableName == id && Contains(turn.Ledger.GivenSubscriptionIds, id) && FindByText(in turn, id) is null;

    /// <summary>The broker forgets a durable subscription and what it collected for it.</summary>
    private static void Delete(ref Turn turn, SessionEvent.Unsubscribe unsubscribe, FoundSubscription found)
    {
        var (subscription, profile) = (found.Subscription, turn.Terms.Info.Profile);
        if (subscription.DurableName is not { } name || profile.Durable is not { } habit)
        {
            turn.Reject(unsubscribe.Op, RejectionKind.InvalidArgument, $"the subscription to {subscription.Destination} is not durable: there is nothing to delete");
            return;
        }

        if (habit.DeletesOnlyClientIdAt10 && turn.Terms.Info.Version == StompVersion.V10 && name != turn.Config.EffectiveClientId)
        {
            turn.Reject(unsubscribe.Op, RejectionKind.NotInThisVersion, $"at 1.0 {profile} deletes only a durable subscription whose name is the client id; use a later version");
            return;
        }

        var own = new HeaderPair(new(HeaderNames.Id, subscription.Id)) { More = habit.DeleteHeaders };
        own = habit.NameHeader is { } header ? own.And(new(header, name)) : own.And(new(HeaderNames.Destination, subscription.Destination));
        if (Prepare(ref turn, unsubscribe, Command.Unsubscribe, own, default, turn.Terms.Rules) is not { } prepared)
            return;
        if (habit.LeavesBeforeDeleting)
            Transmit(ref turn, unsubscribe with { Op = 0, Receipt = default, Headers = default }, Command.Unsubscribe, new(new(HeaderNames.Id, subscription.Id)), default, turn.Terms.Rules);
        Emit(ref turn, unsubscribe, prepared);
        Forget(ref turn, found.Number);
        turn.Change().HasUnsubscribed = true;
    }
}
