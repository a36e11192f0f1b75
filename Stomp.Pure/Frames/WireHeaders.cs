using System;
using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stomp.Pure.Frames;

/// <summary>The header lines of a frame as they came, checked when the frame was decoded; texts are made when somebody asks.</summary>
internal static class WireHeaders
{
    private const byte Lf = (byte)'\n';
    private const byte Colon = (byte)':';

    // What may be escaped, or ends a name.
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\:\n\r"u8);

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

    /// <summary>Walks the entries of a block without allocating. Colons are looked for only when somebody asks, or where lines without one are no headers.</summary>
    public ref struct Lines(ReadOnlySpan<byte> block, Reading reading)
    {
        private ReadOnlySpan<byte> _rest = block;
        private ReadOnlySpan<byte> _line;

        /// <summary>The name at hand, as it came.</summary>
        public readonly ReadOnlySpan<byte> Name => _line[.._line.IndexOf(Colon)];

        /// <summary>The value at hand, as it came.</summary>
        public readonly ReadOnlySpan<byte> Value => ValueBehind(_line.IndexOf(Colon));

        /// <summary>Octets of the block that are still ahead.</summary>
        public readonly int Ahead => _rest.Length;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                var length = LineLength(_rest);
                _line = _rest[..length];
                _rest = _rest[(length + 1)..];
                if (reading.CrLf && !_line.IsEmpty && _line[^1] == (byte)'\r')
                    _line = _line[..^1];
                if (!reading.Drops || _line.Contains(Colon))
                    return true;
            }

            return false;
        }

        /// <summary>Whether the name at hand is this one, which has nothing in it that could be escaped: there is one way to write it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool Is(ReadOnlySpan<byte> name) =>
            _line.Length > name.Length && _line[name.Length] == Colon && _line.StartsWith(name);

        /// <summary>The value at hand, which stands behind a name of so many octets.</summary>
        public readonly ReadOnlySpan<byte> ValueBehind(int name)
        {
            var value = _line[(name + 1)..];
            return reading.Trims ? value.Trim((byte)' ') : value;
        }

        // Most lines are short: their end is among the next 32 octets.
        private static int LineLength(ReadOnlySpan<byte> octets)
        {
            if (Vector256.IsHardwareAccelerated && octets.Length >= Vector256<byte>.Count)
            {
                var ends = Vector256.Equals(Vector256.Create(octets), Vector256.Create(Lf)).ExtractMostSignificantBits();
                if (ends != 0)
                    return BitOperations.TrailingZeroCount(ends);
            }

            return octets.IndexOf(Lf);
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
            if (!found.HasDestination && lines.Is("destination"u8))
            {
                found.HasDestination = true;
            }
            else if (!found.HasMessageId && lines.Is("message-id"u8))
            {
                found.HasMessageId = true;
                found.MessageId = lines.ValueBehind("message-id"u8.Length);
            }
            else if (!found.HasSubscription && lines.Is("subscription"u8))
            {
                found.HasSubscription = true;
                found.Subscription = lines.ValueBehind("subscription"u8.Length);
            }
            else if (!found.HasAck && lines.Is("ack"u8))
            {
                found.HasAck = true;
                found.Ack = lines.ValueBehind("ack"u8.Length);
            }
        }

        return found;
    }

    /// <summary>Finds the first entry of a name, which is given as it is meant, not as it is escaped.</summary>
    public static bool TryFind(ReadOnlySpan<byte> block, Reading reading, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var isPlain = !name.ContainsAny(Special);
        var lines = new Lines(block, reading);
        while (lines.MoveNext())
        {
            if (isPlain ? lines.Is(name) : Escaping.Means(lines.Name, reading.Escapes, name))
            {
                value = lines.ValueBehind(isPlain ? name.Length : lines.Name.Length);
                return true;
            }
        }

        value = default;
        return false;
    }
}
