using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>One transmission that is not written yet.</summary>
/// <param name="Octets">About how much it takes.</param>
/// <param name="IsMessage">A MESSAGE, or something else.</param>
/// <param name="Auto">The message that is settled as soon as this is written, if any (SV-1.2-22).</param>
internal readonly record struct Parcel(int Octets, bool IsMessage, Held? Auto);

/// <summary>What was transmitted on a link and is not written yet.</summary>
/// <param name="Sent">The number of the last transmission.</param>
/// <param name="Unwritten">Transmissions by number.</param>
/// <param name="Messages">How many of them are messages.</param>
/// <param name="MessageOctets">Octets of those.</param>
/// <param name="ReplyOctets">Octets of the others.</param>
internal readonly record struct Outbox(long Sent, Window<Parcel> Unwritten, int Messages, long MessageOctets, long ReplyOctets)
{
    public bool IsWritten => Unwritten.IsEmpty;

    public Outbox Add(Parcel parcel) => Count(parcel, 1) with { Sent = Sent + 1, Unwritten = Unwritten.Add(Sent + 1, parcel) };

    public Outbox Remove(long number, Parcel parcel) => Count(parcel, -1) with { Unwritten = Unwritten.Remove(number) };

    /// <summary>Whether more messages have to wait.</summary>
    public bool IsFull(BrokerLimits limits) => Messages >= limits.UnwrittenMessages || MessageOctets >= limits.UnwrittenOctets;

    /// <summary>Whether messages that had to wait may go on: at half the limits, so that they go in batches.</summary>
    public bool HasRoom(BrokerLimits limits) => Messages <= limits.UnwrittenMessages / 2 && MessageOctets <= limits.UnwrittenOctets / 2;

    private Outbox Count(Parcel parcel, int sign) => parcel.IsMessage
        ? this with { Messages = Messages + sign, MessageOctets = MessageOctets + (sign * parcel.Octets) }
        : this with { ReplyOctets = ReplyOctets + (sign * parcel.Octets) };
}
