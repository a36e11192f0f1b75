using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>Something about STOMP went wrong. The derived types say what.</summary>
public class StompException : Exception
{
    /// <summary>Makes one.</summary>
    public StompException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    public StompException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and what caused it.</summary>
    public StompException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The connection could not be opened, or is closed.</summary>
public sealed class StompConnectionException : StompException
{
    /// <summary>Makes one.</summary>
    /// <param name="reason">Why it ended.</param>
    public StompConnectionException(EndReason reason)
        : this(reason, [])
    {
    }

    /// <summary>Makes one that says where it was tried, as far as that is why it ended.</summary>
    internal StompConnectionException(EndReason reason, IReadOnlyList<FailedAttempt> attempts)
        : base(Tell(reason, attempts)) => (Reason, Attempts) = (reason, attempts);

    /// <summary>Why the connection ended.</summary>
    public EndReason Reason { get; }

    /// <summary>
    /// The last attempt at each endpoint since there was a session, in the order in which they failed; the message names them too. Empty when it was not for them
    /// that the connection ended.
    /// </summary>
    public IReadOnlyList<FailedAttempt> Attempts { get; }

    /// <summary>The ERROR of the broker, when that ended it.</summary>
    public ServerError? Error => Reason switch
    {
        EndReason.Refused refused => refused.Error,
        EndReason.BrokerFault fault => fault.Error,
        _ => null,
    };

    private static string Tell(EndReason reason, IReadOnlyList<FailedAttempt> attempts)
    {
        var sentence = Sentence(reason.Describe());
        if (attempts.Count == 0)
            return sentence;
        var where = attempts[^1].Endpoint.ToString();
        if (!sentence.Contains(where, StringComparison.Ordinal))
            sentence += $" Endpoint: {where}.";
        return attempts.Count == 1 ? sentence : $"{sentence} Before that: {string.Join("; ", Enumerable.SkipLast(attempts, 1))}.";
    }

    internal static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] == '.' ? "" : ".");
}

/// <summary>The broker answered an operation with an ERROR.</summary>
/// <param name="error">What it said.</param>
public sealed class StompErrorException(ServerError error) : StompException(StompConnectionException.Sentence($"the broker refused it: {error}"))
{
    /// <summary>What the broker said, headers and body.</summary>
    public ServerError Error { get; } = error;
}

/// <summary>An operation was refused before anything was written.</summary>
/// <param name="rejection">What was wrong with it.</param>
public sealed class StompRejectedException(Rejection rejection) : StompException(StompConnectionException.Sentence(rejection.Text))
{
    /// <summary>What was wrong with it.</summary>
    public Rejection Rejection { get; } = rejection;
}

/// <summary>An operation was never handed to the transport; it is safe to try again.</summary>
/// <param name="cause">Why.</param>
public sealed class StompNotSentException(Cause cause) : StompException(StompConnectionException.Sentence($"not sent: {cause}"))
{
    /// <summary>Why.</summary>
    public Cause Cause { get; } = cause;
}

/// <summary>A frame was handed to the transport and nobody knows what became of it.</summary>
/// <param name="outcome">What is known.</param>
public sealed class StompUnknownException(Outcome.Unknown outcome) : StompException(StompConnectionException.Sentence($"sent, but unconfirmed: {outcome.Cause}"))
{
    /// <summary>Why nobody knows.</summary>
    public Cause Cause { get; } = outcome.Cause;

    /// <summary>The ERROR that may belong to it, when the broker does not say to which operation it belongs.</summary>
    public ServerError? Error { get; } = outcome.Error;
}

/// <summary>A message belongs to a session that is over: it cannot be settled any more and the broker delivers it again.</summary>
public sealed class StompStaleMessageException() : StompException("The message belongs to a session that is over; the broker delivers it again.");
