using System;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;

namespace Stomp.Pure.Tests.Connections;

/// <summary>All that a state holds as text, the hidden parts as well, so that a change in place shows.</summary>
internal static class Deep
{
    public static string Show(ConnectionState state) => state switch
    {
        ConnectionState.Idle e => $"{e} {Show(e.Plan)}",
        ConnectionState.Dialling e => $"{e} {Show(e.Plan)}",
        ConnectionState.Connecting e => $"{e} {Show(e.Plan)} {e.Session} {(e.Session as SessionState.Connecting)?.Flow}",
        ConnectionState.Connected e => $"{e} {Show(e.Plan)} {Show(e.Session)}",
        ConnectionState.Closing e => $"{e} {Show(e.Plan)} {Show(e.Session)} {e.Session.Goodbye}",
        ConnectionState.Waiting e => $"{e} {Show(e.Plan)}",
        _ => state.ToString(),
    };

    private static string Show(Plan plan) => FormattableString.Invariant(
        $"{plan.Attempts} {plan.LastTransport} {plan.OpenOp} {plan.WasOpen} {plan.OpenSince} {plan.Subscriptions} {plan.Queue} {plan.LastQueued} {plan.QueuedOctets}");

    private static string Show(SessionState.Live live)
    {
        var ledger = live.Ledger;
        var transactions = string.Join(", ", ledger.Transactions.Select(open => $"{open.Id}{open.Reserved}"));
        return $"{live.Flow} {ledger.Subscriptions} {ledger.GivenSubscriptionIds} {string.Join(", ", live.Receipts.ToList())} {ledger.TimedOut} {ledger.Unsettled} {transactions} {ledger.LastDelivery}";
    }
}
