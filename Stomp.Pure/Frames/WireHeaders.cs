using System;

namespace Stomp.Pure.Frames;

/// <summary>The header lines of a frame as they came, checked when the frame was decoded; texts are made when somebody asks.</summary>
internal static class WireHeaders
{
    /// <summary>How a block is to be read.</summary>
    public readonly record struct Reading(EscapeRule Escapes, bool Trims, bool CrLf);

    /// <summary>Walks the lines of a block without allocating.</summary>
    public ref struct Lines(ReadOnlySpan<byte> block, Reading reading)
    {
        private ReadOnlySpan<byte> _rest = block;

        public ReadOnlySpan<byte> Name { get; private set; }

        public ReadOnlySpan<byte> Value { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var end = _rest.IndexOf((byte)'\n');
            var line = _rest[..end];
            _rest = _rest[(end + 1)..];
            if (reading.CrLf && !line.IsEmpty && line[^1] == (byte)'\r')
                line = line[..^1];
            var colon = line.IndexOf((byte)':');
            Name = line[..colon];
            Value = line[(colon + 1)..];
            if (reading.Trims)
                Value = Value.Trim((byte)' ');
            return true;
        }
    }

    public static bool TryFind(ReadOnlySpan<byte> block, Reading reading, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var lines = new Lines(block, reading);
        while (lines.MoveNext())
        {
            if (lines.Name.SequenceEqual(name))
            {
                value = lines.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
