using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using LanguageExt;

namespace Stomp.Pure.Frames;

/// <summary>
/// The headers of a frame in wire order, repeated ones included; the first entry of a name is its value (C-1.2-20).
/// Equal when the decoded entries are equal in order.
/// </summary>
[CollectionBuilder(typeof(Headers), nameof(Of))]
public readonly struct Headers : IReadOnlyCollection<Header>, IEquatable<Headers>
{
    // A block of octets as it came, a list as it was built, or a list that was written already.
    private readonly object? _store;
    private readonly int _begin;
    private readonly int _length;
    private readonly int _count;
    private readonly WireHeaders.Reading _reading;

    private Headers(Header[] built) => (_store, _count) = (built, built.Length);

    private Headers(PreparedHeaders prepared) => (_store, _count) = (prepared, prepared.Entries.Length);

    internal Headers(object? store, int begin, int length, int count, WireHeaders.Reading reading) =>
        (_store, _begin, _length, _count, _reading) = (store, begin, length, count, reading);

    /// <summary>No headers.</summary>
    public static Headers Empty => default;

    /// <summary>How many entries.</summary>
    public int Count => _count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The value of a name, null when there is none.</summary>
    public string? this[string name] => TryGet(name, out var value) ? value : null;

    internal ReadOnlySpan<byte> Block => _store is byte[] octets ? octets.AsSpan(_begin, _length) : default;

    internal object? Store => _store;

    /// <summary>The same, in an array of their own.</summary>
    internal Headers Alone => _begin == 0 ? this : new(Block.ToArray(), 0, _length, _count, _reading);

    internal WireHeaders.Reading Reading => _reading;

    internal bool IsWire => _store is byte[];

    /// <summary>The headers as they are written already, null when they are not.</summary>
    internal PreparedHeaders? Prepared => _store as PreparedHeaders;

    /// <summary>The entries where they were built; null when they came.</summary>
    internal Header[]? Built => _store as Header[] ?? (_store as PreparedHeaders)?.Entries;

    /// <summary>Headers with these entries, in this order.</summary>
    public static Headers Of(ReadOnlySpan<Header> entries) => entries.IsEmpty ? default : new(entries.ToArray());

    /// <summary>Headers with the entries of a sequence, in its order.</summary>
    public static Headers From(IEnumerable<Header> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return Of([.. entries]);
    }

    /// <summary>Headers from names and values, in order.</summary>
    public static Headers From(IEnumerable<KeyValuePair<string, string>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var list = new List<Header>();
        foreach (var (name, value) in entries)
            list.Add(new(name, value));
        return Of([.. list]);
    }

    internal static Headers Own(Header[] entries) => entries.Length == 0 ? default : new(entries);

    /// <summary>Headers of which nobody knows any more how many they are.</summary>
    internal static Headers Counted(object? store, int begin, int length, WireHeaders.Reading reading)
    {
        var count = 0;
        for (var walk = new Headers(store, begin, length, 1, reading).GetEnumerator(); walk.MoveNext(); count++)
        {
        }

        return new(store, begin, length, count, reading);
    }

    internal static Headers Own(PreparedHeaders prepared) => new(prepared);

    /// <summary>The value of a name: its first entry.</summary>
    public Option<string> Find(string name) => TryGet(name, out var value) ? Option<string>.Some(value) : Option<string>.None;

    /// <summary>Whether there is an entry with this name.</summary>
    public bool Contains(string name) => TryGet(name, out _);

    /// <summary>Looks the value of a name up: its first entry.</summary>
    public bool TryGet(string name, out string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_count > 0)
            return Built is { } built ? TryGetBuilt(built, name, out value) : TryGetWire(name, out value);
        value = "";
        return false;
    }

    private bool TryGetWire(string name, out string value)
    {
        var buffer = name.Length <= 64 ? stackalloc byte[64 * 3] : new byte[name.Length * 3];
        // A name with an unpaired surrogate is no name that could have come.
        if (Utf8.FromUtf16(name, buffer, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done)
            return TryGetUtf8(buffer[..length], out value);
        value = "";
        return false;
    }

    /// <summary>Looks the value of a name up, given in UTF-8; a received frame is searched without allocating for the name.</summary>
    public bool TryGetUtf8(ReadOnlySpan<byte> name, out string value)
    {
        if (Built is { } built)
        {
            var text = name.Length <= 256 ? stackalloc char[256] : new char[name.Length];
            value = "";
            return Utf8.ToUtf16(name, text, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done
                && TryGetBuilt(built, text[..length], out value);
        }

        var found = WireHeaders.TryFind(Block, _reading, name, out var octets);
        value = found ? Escaping.Decode(octets, _reading.Escapes) : "";
        return found;
    }

    private static bool TryGetBuilt(Header[] built, ReadOnlySpan<char> name, out string value)
    {
        foreach (var header in built)
        {
            if (header.Name.AsSpan().SequenceEqual(name))
            {
                value = header.Value;
                return true;
            }
        }

        value = "";
        return false;
    }

    /// <summary>
    /// Looks the octets of a value up in a received frame, as they came (still escaped), without allocating.
    /// False for headers that were built; those of most acknowledgements stand as they came with the message.
    /// </summary>
    public bool TryGetOctets(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        return _store is byte[] && WireHeaders.TryFind(Block, _reading, name, out octets);
    }

    /// <summary>Headers with one entry more at the end.</summary>
    public Headers Add(string name, string value) => Add(new Header(name, value));

    /// <summary>Headers with one entry more at the end.</summary>
    public Headers Add(Header header) => Of([.. ToArray(), header]);

    /// <summary>Headers with the entries of others behind their own.</summary>
    public Headers Concat(Headers others) => others.IsEmpty ? this : IsEmpty ? others : Of([.. ToArray(), .. others.ToArray()]);

    /// <summary>The entries as an array.</summary>
    public Header[] ToArray()
    {
        if (Built is { } built)
            return (Header[])built.Clone();
        var entries = new Header[_count];
        var i = 0;
        foreach (var header in this)
            entries[i++] = header;
        return entries;
    }

    /// <summary>Walks the entries in wire order.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<Header> IEnumerable<Header>.GetEnumerator() => ((IEnumerable<Header>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ToArray().GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Headers other)
    {
        if (_count != other._count)
            return false;
        var mine = GetEnumerator();
        var theirs = other.GetEnumerator();
        while (mine.MoveNext() && theirs.MoveNext())
        {
            if (mine.Current != theirs.Current)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Headers other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var header in this)
            hash.Add(header);
        return hash.ToHashCode();
    }

    /// <summary>The entries in braces; the passcode as <c>***</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        foreach (var header in this)
        {
            if (text.Length > 1)
                text.Append("; ");
            text.Append(header.Name).Append(':').Append(header.Is(HeaderNames.Passcode) ? "***" : header.Value);
        }

        return text.Append('}').ToString();
    }

    /// <summary>Equal entries in equal order.</summary>
    public static bool operator ==(Headers left, Headers right) => left.Equals(right);

    /// <summary>Different entries.</summary>
    public static bool operator !=(Headers left, Headers right) => !left.Equals(right);

    /// <summary>Walks entries in wire order.</summary>
    public struct Enumerator
    {
        private readonly Headers _headers;
        private int _next;

        internal Enumerator(Headers headers) => _headers = headers;

        /// <summary>The entry at hand.</summary>
        public Header Current { get; private set; }

        /// <summary>Goes on to the next one.</summary>
        public bool MoveNext() => _headers._store switch
        {
            Header[] built => MoveNext(built),
            byte[] => MoveNext(_headers.Block[_next..]),
            PreparedHeaders prepared => MoveNext(prepared.Entries),
            _ => false,
        };

        private bool MoveNext(Header[] built)
        {
            if (_next >= built.Length)
                return false;
            Current = built[_next++];
            return true;
        }

        private bool MoveNext(ReadOnlySpan<byte> rest)
        {
            var reading = _headers._reading;
            var lines = new WireHeaders.Lines(rest, reading);
            if (!lines.MoveNext())
                return false;
            Current = new(Escaping.Decode(lines.Name, reading.Escapes), Escaping.Decode(lines.Value, reading.Escapes));
            _next += rest.Length - lines.Ahead;
            return true;
        }
    }
}
