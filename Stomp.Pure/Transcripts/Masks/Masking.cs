using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts.Masks;

/// <summary>What becomes of the bodies of messages in a transcript.</summary>
public enum BodyMask
{
    /// <summary>They are written down.</summary>
    Keep,

    /// <summary>Every octet of them is replaced.</summary>
    Mask,

    /// <summary>Every octet behind the first few is replaced.</summary>
    Truncate,
}

/// <summary>
/// What is replaced before it is written down. Octets are replaced one for one, so that lengths stay and the transcript can be done again: its effects are
/// those that the machine has with the replaced octets.
/// </summary>
public sealed class Masking
{
    /// <summary>What every octet is replaced with.</summary>
    internal const byte Filler = (byte)'x';

    // Whose values decide what a connection does.
    private static readonly string[] Read =
    [
        HeaderNames.AcceptVersion, HeaderNames.Ack, HeaderNames.ContentLength, HeaderNames.Destination, HeaderNames.HeartBeat, HeaderNames.Host, HeaderNames.Id,
        HeaderNames.Message, HeaderNames.MessageId, HeaderNames.Receipt, HeaderNames.ReceiptId, HeaderNames.Server, HeaderNames.Session, HeaderNames.Subscription,
        HeaderNames.Transaction, HeaderNames.Version,
    ];

    /// <summary>Nothing is replaced.</summary>
    public static Masking None { get; } = new();

    /// <summary>What becomes of bodies, those of ERRORs included.</summary>
    public BodyMask Bodies { get; init; }

    /// <summary>So many octets of a body stay with <see cref="BodyMask.Truncate"/>. Default 64.</summary>
    public int BodyOctets { get; init; } = 64;

    /// <summary>Names of headers whose values are replaced. Not those that a connection reads; see <see cref="Check"/>.</summary>
    public ValueList<string> Headers { get; init; }

    /// <summary>Asked for the name of every other header: whether its value is replaced. What a connection reads it is not asked for.</summary>
    public Func<string, bool>? MasksHeader { get; init; }

    /// <summary>Asked for the headers of every message with a body that would be kept: whether its body is replaced.</summary>
    public Func<Headers, bool>? MasksBody { get; init; }

    /// <summary>Whether nothing is replaced.</summary>
    public bool IsNone => Bodies == BodyMask.Keep && Headers.IsEmpty && MasksHeader is null && MasksBody is null;

    /// <summary>What is wrong with it, null when nothing is.</summary>
    public Rejection? Check()
    {
        if (BodyOctets < 0)
            return new(RejectionKind.InvalidArgument, FormattableString.Invariant($"BodyOctets is {BodyOctets}; it must not be negative"));
        foreach (var name in Headers)
        {
            if (IsRead(name))
            {
                return new(
                    RejectionKind.InvalidArgument,
                    $"Headers holds {name}, which a connection reads, so a transcript without it could not be done again; these cannot be replaced: {string.Join(", ", Read)}");
            }
        }

        return null;
    }

    /// <summary>Whether the value of a header is replaced.</summary>
    internal bool Hides(string name)
    {
        foreach (var hidden in Headers)
        {
            if (string.Equals(hidden, name, StringComparison.Ordinal))
                return true;
        }

        return MasksHeader is not null && !IsRead(name) && MasksHeader(name);
    }

    /// <summary>How many octets of a body stay.</summary>
    /// <param name="headers">The headers of its frame; null when they are not known, then all counts as hidden that may be.</param>
    internal int Kept(Headers? headers) => Bodies switch
    {
        BodyMask.Mask => 0,
        _ when MasksBody is not null && (headers is null || MasksBody(headers.Value)) => 0,
        BodyMask.Truncate => BodyOctets,
        _ => int.MaxValue,
    };

    private static bool IsRead(string name) => Array.IndexOf(Read, name) >= 0;
}
