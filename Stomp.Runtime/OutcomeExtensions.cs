using System;
using System.Threading;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>Outcomes as exceptions, for those who do not branch on them.</summary>
public static class OutcomeExtensions
{
    /// <summary>Throws unless the broker confirmed the operation.</summary>
    /// <exception cref="StompException">What became of it instead; the derived type says what.</exception>
    public static void EnsureConfirmed(this Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome is Outcome.Sent)
            throw new StompException("The message was sent without asking for a receipt, so nothing confirms it; set WaitForReceipt.");
        outcome.EnsureSuccess(CancellationToken.None);
    }

    /// <summary>Throws unless the operation went well: sent, or confirmed where a receipt was asked for.</summary>
    /// <exception cref="StompException">What became of it instead; the derived type says what.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void EnsureSuccess(this Outcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.ToException(cancellationToken) is { } exception)
            throw exception;
    }

    /// <summary>What an outcome that is not a success is as an exception, null for a success.</summary>
    internal static Exception? ToException(this Outcome outcome, CancellationToken cancellationToken) => outcome switch
    {
        Outcome.Sent or Outcome.Confirmed or Outcome.Opened or Outcome.Closed => null,
        Outcome.Refused refused => new StompErrorException(refused.Error),
        Outcome.Rejected rejected => new StompRejectedException(rejected.Why),
        Outcome.NotSent { Cause: Cause.Abandoned { Why: AbandonReason.Cancelled } } notSent =>
            new OperationCanceledException("Cancelled before anything was sent.", new StompNotSentException(notSent.Cause), cancellationToken),
        Outcome.Unknown { Cause: Cause.Abandoned { Why: AbandonReason.Cancelled } } unknown =>
            new OperationCanceledException("Cancelled while the receipt was awaited.", new StompUnknownException(unknown), cancellationToken),
        Outcome.NotSent notSent => new StompNotSentException(notSent.Cause),
        Outcome.Unknown unknown => new StompUnknownException(unknown),
        Outcome.Stale => new StompStaleMessageException(),
        _ => null,
    };
}
