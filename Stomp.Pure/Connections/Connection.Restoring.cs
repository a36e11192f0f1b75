using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>Which subscriptions outlive a session.</summary>
public static partial class Connection
{
    private static Plan Remember(Plan plan, SessionEvent.Subscribe subscribe) => plan with
    {
        Subscriptions = plan.Subscriptions.Add(plan.LastSubscription + 1, subscribe),
        LastSubscription = plan.LastSubscription + 1,
    };

    /// <summary>
    /// A subscription that was sent once is restored without anybody who waits for it. The receipt tells whether an ERROR is about it: then it
    /// must not be restored again and again.
    /// </summary>
    private static SessionEvent.Subscribe Restorable(SessionEvent.Subscribe subscribe) =>
        subscribe.Op == 0 && subscribe.Receipt == ReceiptWish.Counted ? subscribe : subscribe with { Op = 0, Receipt = ReceiptWish.Counted };

    private static SessionEvent.Subscribe? Find(Plan plan, long key)
    {
        foreach (var (_, subscribe) in plan.Subscriptions)
        {
            if (subscribe.Key == key)
                return subscribe;
        }

        return null;
    }

    private static Plan Forget(Plan plan, long key)
    {
        foreach (var (place, subscribe) in plan.Subscriptions)
        {
            if (subscribe.Key == key)
                return plan with { Subscriptions = plan.Subscriptions.Remove(place) };
        }

        return plan;
    }

    /// <summary>
    /// Subscriptions leave whose SUBSCRIBE the broker refused, or whose fate nobody knows, and those that the broker ended: whoever asked for
    /// them was told that they are none.
    /// </summary>
    private static Plan Prune(Plan plan, Effects<SessionEffect> effects)
    {
        if (plan.Subscriptions.IsEmpty)
            return plan;
        foreach (var effect in effects)
        {
            var gone = effect switch
            {
                SessionEffect.SubscriptionEnded ended => ended.Subscription,
                SessionEffect.Completed { Outcome: Outcome.Refused or Outcome.Unknown } completed => completed.Op,
                _ => 0,
            };
            if (gone != 0)
                plan = Forget(plan, gone);
        }

        return plan;
    }
}
