using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>SEND. What many of them have in common is checked and written once.</summary>
public static partial class Session
{
    private static void Send(ref Turn turn, SessionEvent.Send send)
    {
        if (send.Destination.Length == 0)
        {
            turn.Reject(send.Op, RejectionKind.InvalidArgument, "SEND needs a destination");
            return;
        }

        if (send.Transaction is { } id && !Knows(ref turn, send.Op, id))
            return;
        var rules = turn.Terms.RulesFor(send.ContentLength);
        if (!send.Receipt.Wanted && PreparedHeaders(send, rules) is { IsEmpty: false } headers)
        {
            SendPrepared(ref turn, send, headers, rules);
            return;
        }

        Transmit(ref turn, send, Command.Send, OwnHeaders(send), send.Body, rules);
    }

    private static HeaderPair OwnHeaders(SessionEvent.Send send) => send.Transaction is null
        ? new HeaderPair(new(HeaderNames.Destination, send.Destination))
        : new HeaderPair(new(HeaderNames.Destination, send.Destination), new(HeaderNames.Transaction, send.Transaction));

    /// <summary>The headers that this send has in common with others, none when they are refused or not worth it.</summary>
    private static Headers PreparedHeaders(SessionEvent.Send send, EncoderRules rules)
    {
        var headers = send.Details.Recall(send.Destination, rules);
        if (!headers.IsEmpty || send.Transaction is not null || !send.Details.IsWorthRemembering())
            return headers;
        var own = OwnHeaders(send);
        if (HeaderProblem(send, Command.Send, own) is not null)
            return default;
        var entries = new Header[own.Count + send.Headers.Count];
        var count = own.CopyTo(entries);
        foreach (var header in send.Headers)
            entries[count++] = header;
        headers = FrameEncoder.Prepare(Command.Send, entries, rules) ?? default;
        if (!headers.IsEmpty)
            send.Details.Remember(send.Destination, rules, headers);
        return headers;
    }

    private static void SendPrepared(ref Turn turn, SessionEvent.Send send, Headers headers, EncoderRules rules)
    {
        var frame = new Frame(Command.Send, headers, send.Body);
        if (FrameProblem(frame, rules) is { } refused)
            turn.Complete(send.Op, new Outcome.Rejected(refused));
        else
            Emit(ref turn, send, new(frame, rules, 0));
    }
}
