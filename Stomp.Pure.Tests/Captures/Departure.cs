using System;
using System.Collections.Generic;

namespace Stomp.Pure.Tests.Captures;

/// <summary>Where the machine does not do what a client did.</summary>
/// <param name="Refusal">What it refused, as <see cref="CapturedClient.Refusals"/> writes it.</param>
/// <param name="Why">Why it is right to.</param>
internal sealed record Departure(string Refusal, string Why)
{
    private const string Nowhere = "on purpose without destination: refused here, nothing is written";
    private const string Over = "the session ended with the first ERROR, as the specification has it; this client went on, and the broker let it";
    private const string NotACommand = "on purpose: no version has it, and the machine has no order that would say it";
    private const string Settled = "acknowledged before, on purpose: refused here, nothing is written";
    private const string UsedTwice = "the id was used before, on purpose: messages of the first subscription may still be under way";
    private const string SameReceipt = "the client gave each ACK the same receipt; while one is awaited, or may still come late, a second could not be told from it";
    private const string NotOpen = "a transaction that was never begun, on purpose: refused here, nothing is written";
    private const string NotOffered = "versions that do not exist cannot be offered; the capture's CONNECT is taken with 1.2 in their place";

    private static readonly Departure[] Mistakes =
    [
        new("SEND e1: InvalidArgument", Nowhere),
        new("SUBSCRIBE e2: InvalidState", Over),
        new("UNSUBSCRIBE e3: InvalidState", Over),
        new("ACK e4: InvalidState", Over),
        new("COMMIT e5: InvalidState", Over),
        new("SEND fine: InvalidState", Over),
        new("FOO: unknown-command", NotACommand),
        new("SEND fine2: InvalidState", Over),
    ];

    private static readonly Departure[] Again = [new("ACK again: AlreadySettled", Settled)];
    private static readonly Departure[] Acked = [new("ACK acked: Duplicate", SameReceipt)];
    private static readonly Departure[] Second = [new("SUBSCRIBE second: Duplicate", UsedTwice)];
    private static readonly Departure[] Versions = [new("CONNECT 2.0,3.1: InvalidArgument", NotOffered)];
    private static readonly Departure[] Transactions = [new("COMMIT nosuch: Unknown", NotOpen), new("DISCONNECT bye: Closed", Over)];

    /// <summary>All of them, by capture, in order. What is not here, the machine says as the client did.</summary>
    public static IReadOnlyDictionary<string, Departure[]> All { get; } = new Dictionary<string, Departure[]>(StringComparer.Ordinal)
    {
        ["activemq-1.0-basic"] = Acked,
        ["activemq-1.1-acks"] = Again,
        ["activemq-1.1-basic"] = Acked,
        ["activemq-1.2-acks"] = Again,
        ["activemq-1.2-basic"] = Acked,
        ["activemq-1.2-duplicate-subscription"] = Second,
        ["activemq-1.2-errors"] = Mistakes,
        ["activemq-1.2-transactions"] = Transactions,
        ["activemq-1.2-version-mismatch"] = Versions,
        ["rabbitmq-1.0-basic"] = Acked,
        ["rabbitmq-1.1-acks"] = Again,
        ["rabbitmq-1.1-basic"] = Acked,
        ["rabbitmq-1.2-acks"] = Again,
        ["rabbitmq-1.2-basic"] = Acked,
        ["rabbitmq-1.2-duplicate-subscription"] = Second,
        ["rabbitmq-1.2-errors"] = Mistakes,
        ["rabbitmq-1.2-transactions"] = Transactions,
        ["rabbitmq-1.2-version-mismatch"] = Versions,
    };

    /// <summary>Captures in which the machine's session ends with an ERROR behind CONNECTED, by the <c>message</c> of that ERROR.</summary>
    public static IReadOnlyDictionary<string, string> Errors { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["activemq-1.1-acks"] = "Unexpected ACK received for message-id [ID:vm-34917-1795418199314-3:39:-1:1:5]",
        ["activemq-1.2-access-refused-1"] = "User bob is not authorized to write to: queue://cap5401.deny",
        ["activemq-1.2-access-refused-2"] = "User bob is not authorized to read from: queue://cap5401.deny",
        ["activemq-1.2-acks"] = "Unexpected ACK received for message-id [null]",
        ["activemq-1.2-errors"] = "SEND received without a Destination specified!",
        ["activemq-1.2-transactions"] = "Invalid transaction id: nosuch",
        ["rabbitmq-1.1-acks"] = "precondition_failed",
        ["rabbitmq-1.2-access-refused-1"] = "access_refused",
        ["rabbitmq-1.2-access-refused-2"] = "access_refused",
        ["rabbitmq-1.2-acks"] = "precondition_failed",
        ["rabbitmq-1.2-duplicate-subscription"] = "Duplicated subscription identifier",
        ["rabbitmq-1.2-errors"] = "Missing destination",
        ["rabbitmq-1.2-transactions"] = "Bad transaction",
    };
}
