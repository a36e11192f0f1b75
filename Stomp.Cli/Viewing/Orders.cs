using System.Globalization;
using Stomp.Cli.Terminal;
using Stomp.Pure.Sessions;

namespace Stomp.Cli.Viewing;

/// <summary>What an application asked for, in a few words.</summary>
internal static class Orders
{
    /// <summary>The number of what never was.</summary>
    public const long Never = -1;

    /// <summary>The particulars of a command, for people.</summary>
    public static string Describe(SessionEvent.Order order) => order switch
    {
        SessionEvent.Send send => $"{send.Destination} · {Shown.Octets(send.Body.Length)}",
        SessionEvent.Subscribe subscribe => $"{subscribe.Destination} · {subscribe.Mode.ToText()}",
        SessionEvent.Settle settle => $"{(settle.Accept ? "ack" : "nack")} of {Name("delivery", settle.Delivery)}",
        SessionEvent.Unsubscribe unsubscribe => Name("subscription", unsubscribe.Subscription),
        SessionEvent.Begin begin => begin.Id ?? "",
        SessionEvent.Commit commit => commit.Transaction,
        SessionEvent.Abort abort => abort.Transaction,
        _ => "",
    };

    private static string Name(string what, long number) =>
        number == Never ? $"a {what} that never was" : string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
