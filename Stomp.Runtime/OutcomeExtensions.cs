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
        switch (outcome)
        {
            case Outcome.Sent or Outcome.Confirmed or Outcome.Opened or Outcome.Closed:
                return;
            case Outcome.Refused refused:
                throw new StompErrorException(refused.Error);
            case Outcome.Rejected rejected:
                throw new StompRejectedException(rejected.Why);
            case Outcome.NotSent { Cause: Cause.Abandoned { Why: AbandonReason.Cancelled } } notSent:
                throw new OperationCanceledException("Cancelled before anything was sent.", new StompNotSentException(notSent.Cause), cancellationToken);
            case Outcome.Unknown { Cause: Cause.Abandoned { Why: AbandonReason.Cancelled } } unknown:
                throw new OperationCanceledException("Cancelled while the receipt was awaited.", new StompUnknownException(unknown), cancellationToken);
            case Outcome.NotSent notSent:
                throw new StompNotSentException(notSent.Cause);
            case Outcome.Unknown unknown:
                throw new StompUnknownException(unknown);
            case Outcome.Stale:
                throw new StompStaleMessageException();
        }
    }
}
