using System;

namespace Stomp.Pure.Frames;

/// <summary>The header lines of a frame as they came, checked when the frame was decoded; texts are made when somebody asks.</summary>
internal static class WireHeaders
{
    /// <summary>How a block is to be read. One octet: there is one in every frame.</summary>
    public readonly record struct Reading
    {
        private const int TrimsBit = 1 << 3;
        private const int CrLfBit = 1 << 4;
        private const int DropsBit = 1 << 5;

        private readonly byte _bits;

        public Reading(EscapeRule escapes, bool trims, bool crLf, bool drops) =>
            _bits = (byte)((int)escapes | (trims ? TrimsBit : 0) | (crLf ? CrLfBit : 0) | (drops ? DropsBit : 0));

        /// <summary>How text is escaped.</summary>
        public EscapeRule Escapes => (EscapeRule)(_bits & (TrimsBit - 1));

        /// <summary>Whether blanks around values are padding.</summary>
        public bool Trims => (_bits & TrimsBit) != 0;

        /// <summary>Whether a CR before LF belongs to the line end.</summary>
        public bool CrLf => (_bits & CrLfBit) != 0;

        /// <summary>Whether lines without a colon are no headers; else there are none.</summary>
        public bool Drops => (_bits & DropsBit) != 0;
    }

    /// <summary>Walks the entries of a block without allocating.</summary>
    public ref struct Lines(ReadOnlySpan<byte> block, Reading reading)
    {
        private ReadOnlySpan<byte> _rest = block;

        public ReadOnlySpan<byte> Name { get; private set; }

        public ReadOnlySpan<byte> Value { get; private set; }

        /// <summary>Octets of the block that are still ahead.</summary>
        public readonly int Ahead => _rest.Length;

        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                var end = _rest.IndexOf((byte)'\n');
                var line = _rest[..end];
                _rest = _rest[(end + 1)..];
                if (reading.CrLf && !line.IsEmpty && line[^1] == (byte)'\r')
                    line = line[..^1];
                var colon = line.IndexOf((byte)':');
                if (reading.Drops && colon < 0)
                    continue;
                Name = line[..colon];
                Value = line[(colon + 1)..];
                if (reading.Trims)
                    Value = Value.Trim((byte)' ');
                return true;
            }

            return false;
        }
    }

    /// <summary>What a client looks for in a MESSAGE, each the first entry of its name, with what was not found as it was before.</summary>
    public ref struct Addressing
    {
        public bool HasDestination;
        public bool HasMessageId;
        public bool HasSubscription;
        public bool HasAck;
        public ReadOnlySpan<byte> MessageId;
        public ReadOnlySpan<byte> Subscription;
        public ReadOnlySpan<byte> Ack;
    }

    /// <summary>Finds all that a MESSAGE must have in one walk, and on the way its ack, which may also stand behind.</summary>
    public static Addressing Address(ReadOnlySpan<byte> block, Reading reading)
    {
        var found = default(Addressing);
        var lines = new Lines(block, reading);
        while (!(found.HasDestination && found.HasMessageId && found.HasSubscription) && lines.MoveNext())
        {
            if (!found.HasDestination && Escaping.Means(lines.Name, reading.Escapes, "destination"u8))
            {
                found.HasDestination = true;
            }
            else if (!found.HasMessageId && Escaping.Means(lines.Name, reading.Escapes, "message-id"u8))
            {
                found.HasMessageId = true;
                found.MessageId = lines.Value;
            }
            else if (!found.HasSubscription && Escaping.Means(lines.Name, reading.Escapes, "subscription"u8))
            {
                found.HasSubscription = true;
                found.Subscription = lines.Value;
            }
            else if (!found.HasAck && Escaping.Means(lines.Name, reading.Escapes, "ack"u8))
            {
                found.HasAck = true;
                found.Ack = lines.Value;
            }
        }

        return found;
    }

    /// <summary>Finds the first entry of a name, which is given as it is meant, not as it is escaped.</summary>
    public static bool TryFind(ReadOnlySpan<byte> block, Reading reading, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var lines = new Lines(block, reading);
        while (lines.MoveNext())
        {
            if (Escaping.Means(lines.Name, reading.Escapes, name))
            {
                value = lines.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
