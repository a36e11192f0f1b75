using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;

namespace Stomp.Pure.Values;

/// <summary>
/// What is pending, keyed by a rising counter and walked by age. A handle is a value: the newest one changes the shared storage
/// in place (entries remember when they went), an older one copies what it sees before it changes anything. So a step costs the same at 1 and at
/// 10,000 entries, and every old state still shows what it showed.
/// </summary>
/// <typeparam name="T">What is kept, itself a value.</typeparam>
public readonly struct Window<T> : IEnumerable<KeyValuePair<long, T>>, IEquatable<Window<T>>
{
    private const int Smallest = 16;

    private readonly Storage? _storage;
    private readonly long _version;
    private readonly int _start;
    private readonly int _end;

    // A window that drained keeps no storage, but how much of it was needed: what filled and drained before will do so again.
    private readonly int _expected;

    private Window(int expected) => _expected = expected;

    private Window(Storage storage, long version, int start, int end, int count, int expected)
    {
        _storage = storage;
        _version = version;
        _start = start;
        _end = end;
        Count = count;
        _expected = expected;
    }

    /// <summary>Nothing pending.</summary>
    public static Window<T> Empty => default;

    /// <summary>How many entries.</summary>
    public int Count { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Adds an entry at the young end.</summary>
    /// <exception cref="ArgumentException">The key is not above every key that is there.</exception>
    public Window<T> Add(long key, T value)
    {
        if (_end > _start && _storage!.At(_end - 1).Key >= key)
            return AddBelowGone(key, value);
        var own = Own(room: 1);
        own._storage!.At(own._end) = new Entry { Key = key, Value = value, GoneAt = long.MaxValue };
        return new(own._storage, own._version, own._start, own._end + 1, own.Count + 1, own._expected);
    }

    /// <summary>Only what is there counts: entries that went must not make equal windows behave differently.</summary>
    private Window<T> AddBelowGone(long key, T value) => Lives(_end - 1)
        ? throw new ArgumentException("Keys rise.", nameof(key))
        : Copy(Count + 1).Add(key, value);

    /// <summary>Takes an entry out; a key that is not there changes nothing.</summary>
    public Window<T> Remove(long key)
    {
        var index = IndexOf(key);
        if (index < 0)
            return this;
        if (Count == 1)
            return new(Expected);
        var own = Own(room: 0);
        var storage = own._storage!;
        index = ReferenceEquals(storage, _storage) ? index : own.IndexOf(key);
        storage.At(index).GoneAt = own._version;
        var start = own._start;
        while (start < own._end && storage.At(start).GoneAt <= own._version)
            start++;
        var rest = new Window<T>(storage, own._version, start, own._end, own.Count - 1, own._expected);
        // What went is held on to as long as its storage lives, so a window that shrank moves into a smaller one.
        return storage.Capacity > Smallest && rest.Count < storage.Capacity / 4 ? rest.Copy(rest.Count, rest.Expected) : rest;
    }

    /// <summary>Puts another value in the place of an entry; a key that is not there changes nothing.</summary>
    public Window<T> Replace(long key, T value)
    {
        var index = IndexOf(key);
        if (index < 0)
            return this;
        // A value in place would be seen by older handles, so this one copies. Rare by design: what changes often is a key of its own.
        var copy = Copy(Count);
        copy._storage!.At(copy.IndexOf(key)).Value = value;
        return copy;
    }

    /// <summary>Looks an entry up.</summary>
    public bool TryGet(long key, out T value)
    {
        var index = IndexOf(key);
        value = index < 0 ? default! : _storage!.At(index).Value;
        return index >= 0;
    }

    /// <summary>The oldest entry.</summary>
    public bool TryOldest(out KeyValuePair<long, T> oldest)
    {
        foreach (var entry in this)
        {
            oldest = entry;
            return true;
        }

        oldest = default;
        return false;
    }

    /// <summary>Walks the entries by age, oldest first, without allocating.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<long, T>> IEnumerable<KeyValuePair<long, T>>.GetEnumerator()
    {
        for (var i = _start; i < _end; i++)
        {
            if (Lives(i))
                yield return EntryAt(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<long, T>>)this).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Window<T> other)
    {
        if (Count != other.Count)
            return false;
        if (ReferenceEquals(_storage, other._storage) && _version == other._version && _end == other._end)
            return true;
        var mine = GetEnumerator();
        var theirs = other.GetEnumerator();
        while (mine.MoveNext() && theirs.MoveNext())
        {
            if (mine.Current.Key != theirs.Current.Key
                || !EqualityComparer<T>.Default.Equals(mine.Current.Value, theirs.Current.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Window<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    /// <summary>The entries in brackets.</summary>
    public override string ToString() => "[" + string.Join(", ", (IEnumerable<KeyValuePair<long, T>>)this) + "]";

    /// <summary>Equal content in equal order.</summary>
    public static bool operator ==(Window<T> left, Window<T> right) => left.Equals(right);

    /// <summary>Different content.</summary>
    public static bool operator !=(Window<T> left, Window<T> right) => !left.Equals(right);

    private bool Lives(int index) => _storage!.At(index).GoneAt > _version;

    private KeyValuePair<long, T> EntryAt(int index)
    {
        ref var entry = ref _storage!.At(index);
        return new(entry.Key, entry.Value);
    }

    private int IndexOf(long key)
    {
        if (Count == 0)
            return -1;
        var storage = _storage!;
        // Keys are often consecutive: then the place follows from the oldest one.
        var guess = key - storage.At(_start).Key + _start;
        var index = guess >= _start && guess < _end && storage.At((int)guess).Key == key ? (int)guess : Search(storage, key);
        return index >= 0 && Lives(index) ? index : -1;
    }

    private int Search(Storage storage, long key)
    {
        int low = _start, high = _end - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = storage.At(middle).Key;
            if (found == key)
                return middle;
            if (found < key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>A handle that may change its storage: this one's successor if it is the newest and has room or can be given some, else a copy.</summary>
    private Window<T> Own(int room)
    {
        if (_storage is { } storage)
        {
            if (_end + room <= storage.Capacity)
            {
                if (storage.PassOn(_version, _version + 1))
                    return new(storage, _version + 1, _start, _end, Count, _expected);
            }
            else if (storage.IsOfChunks && storage.PassOn(_version, long.MaxValue))
            {
                var gone = _start - (_start % Storage.ChunkSize);
                return new(storage.Extend(gone, _version + 1), _version + 1, _start - gone, _end - gone, Count, _expected);
            }
        }

        return Copy(Math.Max(Count + room, _expected / 2));
    }

    private int Expected => Math.Max(_expected, Math.Min(_end + (_end / 4), Storage.ChunkSize));

    /// <summary>The same entries in a storage of their own.</summary>
    private Window<T> Copy(int wanted, int expected = 0)
    {
        var storage = Storage.For(wanted);
        var count = 0;
        for (var i = _start; i < _end; i++)
        {
            if (Lives(i))
                storage.At(count++) = _storage!.At(i) with { GoneAt = long.MaxValue };
        }

        return new(storage, 1, 0, count, count, expected);
    }

    private record struct Entry
    {
        public long Key;
        public T Value;
        public long GoneAt;
    }

    /// <summary>
    /// Entries in chunks, or in one smaller array. A storage that is full is followed by one with a chunk more, which shares those that are not drained: entries
    /// stay where they are, and no array is large.
    /// </summary>
    private sealed class Storage
    {
        public const int ChunkSize = 256;

        private readonly Entry[] _first;
        private readonly Entry[][]? _chunks;
        private long _newest;

        private Storage(Entry[] first, Entry[][]? chunks, long newest)
        {
            (_first, _chunks, _newest) = (first, chunks, newest);
            Capacity = chunks is null ? first.Length : chunks.Length * ChunkSize;
        }

        public int Capacity { get; }

        /// <summary>Whether another chunk fits behind it.</summary>
        public bool IsOfChunks => Capacity % ChunkSize == 0;

        /// <summary>A new one that has room for so many entries, and for twice as many while they fit into one chunk.</summary>
        public static Storage For(int count)
        {
            if (count <= ChunkSize)
                return new(new Entry[Math.Clamp(count * 2, 4, ChunkSize)], null, 1);
            var chunks = new Entry[(count + ChunkSize - 1) / ChunkSize][];
            for (var i = 0; i < chunks.Length; i++)
                chunks[i] = new Entry[ChunkSize];
            return new(chunks[0], chunks, 1);
        }

        public ref Entry At(int index) => ref (_chunks is null ? _first : _chunks[(uint)index / ChunkSize])[(uint)index % ChunkSize];

        /// <summary>The newest handle gives the right to change this storage to another, once.</summary>
        public bool PassOn(long newest, long next) => Interlocked.CompareExchange(ref _newest, next, newest) == newest;

        /// <summary>One with a chunk more, and without those before an entry.</summary>
        public Storage Extend(int gone, long newest)
        {
            Entry[][] chunks = [.. (_chunks ?? [_first]).AsSpan(gone / ChunkSize), new Entry[ChunkSize]];
            return new(chunks[0], chunks, newest);
        }
    }

    /// <summary>Walks entries by age.</summary>
    public struct Enumerator
    {
        private readonly Window<T> _window;
        private int _index;

        internal Enumerator(Window<T> window) => (_window, _index) = (window, window._start - 1);

        /// <summary>The entry at hand.</summary>
        public readonly KeyValuePair<long, T> Current => _window.EntryAt(_index);

        /// <summary>Goes on to the next one.</summary>
        public bool MoveNext()
        {
            while (++_index < _window._end)
            {
                if (_window.Lives(_index))
                    return true;
            }

            return false;
        }
    }
}
