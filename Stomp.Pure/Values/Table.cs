using System;
using System.Collections;
using System.Collections.Generic;

namespace Stomp.Pure.Values;

/// <summary>
/// A sorted map as a value: every change makes a new one that shares what did not change, in a time that grows with the logarithm of its
/// size. Equal when the entries are, in the order of the keys; texts are ordered by their code units.
/// </summary>
internal readonly struct Table<TKey, TValue> : IReadOnlyCollection<KeyValuePair<TKey, TValue>>, IEquatable<Table<TKey, TValue>>
    where TKey : notnull, IComparable<TKey>
{
    private readonly Node? _root;

    private Table(Node? root) => _root = root;

    public int Count => _root?.Count ?? 0;

    public bool IsEmpty => _root is null;

    /// <summary>The map with a value in the place of a key, whether or not there was one.</summary>
    public Table<TKey, TValue> Set(TKey key, TValue value) => new(Set(_root, key, value));

    /// <summary>The map without a key; one that is not there changes nothing.</summary>
    public Table<TKey, TValue> Remove(TKey key) => TryGet(key, out _) ? new(Remove(_root!, key)) : this;

    public bool ContainsKey(TKey key) => TryGet(key, out _);

    public bool TryGet(TKey key, out TValue value)
    {
        var node = _root;
        while (node is not null)
        {
            var order = Compare(key, node.Key);
            if (order == 0)
            {
                value = node.Value;
                return true;
            }

            node = order < 0 ? node.Left : node.Right;
        }

        value = default!;
        return false;
    }

    /// <summary>The entry with the smallest key.</summary>
    public bool TryFirst(out KeyValuePair<TKey, TValue> first)
    {
        var node = _root;
        while (node?.Left is { } left)
            node = left;
        return Answer(node, out first);
    }

    /// <summary>The entry with the smallest key above one that need not be there.</summary>
    public bool TryAbove(TKey key, out KeyValuePair<TKey, TValue> above)
    {
        Node? best = null;
        var node = _root;
        while (node is not null)
        {
            if (Compare(key, node.Key) < 0)
            {
                best = node;
                node = node.Left;
            }
            else
            {
                node = node.Right;
            }
        }

        return Answer(best, out above);
    }

    public Enumerator GetEnumerator() => new(_root);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
    {
        foreach (var entry in this)
            yield return entry;
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)this).GetEnumerator();

    public bool Equals(Table<TKey, TValue> other)
    {
        if (ReferenceEquals(_root, other._root))
            return true;
        if (Count != other.Count)
            return false;
        var mine = GetEnumerator();
        var theirs = other.GetEnumerator();
        while (mine.MoveNext() && theirs.MoveNext())
        {
            if (Compare(mine.Current.Key, theirs.Current.Key) != 0
                || !EqualityComparer<TValue>.Default.Equals(mine.Current.Value, theirs.Current.Value))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is Table<TKey, TValue> other && Equals(other);

    public override int GetHashCode() => Count;

    public override string ToString() => "[" + string.Join(", ", (IEnumerable<KeyValuePair<TKey, TValue>>)this) + "]";

    private static int Compare(TKey one, TKey other) =>
        one is string text ? string.CompareOrdinal(text, other as string) : one.CompareTo(other);

    private static bool Answer(Node? node, out KeyValuePair<TKey, TValue> entry)
    {
        entry = node is null ? default : new(node.Key, node.Value);
        return node is not null;
    }

    private static Node Set(Node? node, TKey key, TValue value)
    {
        if (node is null)
            return new(key, value, null, null);
        var order = Compare(key, node.Key);
        return order switch
        {
            0 => new(key, value, node.Left, node.Right),
            < 0 => Balance(node, Set(node.Left, key, value), node.Right),
            > 0 => Balance(node, node.Left, Set(node.Right, key, value)),
        };
    }

    private static Node? Remove(Node node, TKey key)
    {
        var order = Compare(key, node.Key);
        if (order < 0)
            return Balance(node, Remove(node.Left!, key), node.Right);
        if (order > 0)
            return Balance(node, node.Left, Remove(node.Right!, key));
        if (node.Left is null)
            return node.Right;
        if (node.Right is null)
            return node.Left;
        var next = node.Right;
        while (next.Left is { } left)
            next = left;
        return Balance(next, node.Left, Remove(node.Right, next.Key));
    }

    /// <summary>A node with the entry of another and these subtrees, whose heights differ by two at most.</summary>
    private static Node Balance(Node entry, Node? left, Node? right)
    {
        var lean = HeightOf(left) - HeightOf(right);
        if (lean > 1)
        {
            return HeightOf(left!.Left) >= HeightOf(left.Right)
                ? Make(left, left.Left, Make(entry, left.Right, right))
                : Make(left.Right!, Make(left, left.Left, left.Right!.Left), Make(entry, left.Right.Right, right));
        }

        if (lean < -1)
        {
            return HeightOf(right!.Right) >= HeightOf(right.Left)
                ? Make(right, Make(entry, left, right.Left), right.Right)
                : Make(right.Left!, Make(entry, left, right.Left!.Left), Make(right, right.Left.Right, right.Right));
        }

        return Make(entry, left, right);
    }

    private static Node Make(Node entry, Node? left, Node? right) => new(entry.Key, entry.Value, left, right);

    private static int HeightOf(Node? node) => node?.Height ?? 0;

    internal sealed class Node(TKey key, TValue value, Node? left, Node? right)
    {
        public readonly TKey Key = key;
        public readonly TValue Value = value;
        public readonly Node? Left = left;
        public readonly Node? Right = right;
        public readonly int Height = 1 + Math.Max(HeightOf(left), HeightOf(right));
        public readonly int Count = 1 + (left?.Count ?? 0) + (right?.Count ?? 0);
    }

    /// <summary>Walks the entries in the order of their keys.</summary>
    public struct Enumerator
    {
        private readonly Node[] _path;
        private int _depth;
        private Node? _next;

        internal Enumerator(Node? root)
        {
            _path = root is null ? [] : new Node[root.Height];
            _next = root;
        }

        public KeyValuePair<TKey, TValue> Current { get; private set; }

        public bool MoveNext()
        {
            while (_next is not null)
            {
                _path[_depth++] = _next;
                _next = _next.Left;
            }

            if (_depth == 0)
                return false;
            var node = _path[--_depth];
            Current = new(node.Key, node.Value);
            _next = node.Right;
            return true;
        }
    }
}
