using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Stomp.Pure.Values;

/// <summary>A short immutable list that is equal element by element.</summary>
/// <typeparam name="T">The element, itself a value.</typeparam>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Of))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[]? _items;

    internal ValueList(T[] owned) => _items = owned;

    /// <summary>The list without elements.</summary>
    public static ValueList<T> Empty => default;

    /// <summary>How many elements.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The element at a place, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public T this[int index] => (uint)index < (uint)Count ? _items![index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The elements, to read.</summary>
    public ReadOnlySpan<T> Span => _items;

    /// <summary>A list with one element more at its end.</summary>
    public ValueList<T> Add(T item)
    {
        var items = new T[Count + 1];
        _items?.CopyTo(items, 0);
        items[^1] = item;
        return new(items);
    }

    /// <summary>A list with the elements of another behind its own.</summary>
    public ValueList<T> Concat(ValueList<T> other)
    {
        if (other.IsEmpty)
            return this;
        if (IsEmpty)
            return other;
        var items = new T[Count + other.Count];
        _items!.CopyTo(items, 0);
        other._items!.CopyTo(items, Count);
        return new(items);
    }

    /// <summary>A list of the elements that pass.</summary>
    public ValueList<T> Where(Func<T, bool> keep) => _items is null ? this : new([.. _items.Where(keep)]);

    /// <summary>A list with another element in one place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public ValueList<T> With(int index, T item)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index));
        var items = (T[])_items!.Clone();
        items[index] = item;
        return new(items);
    }

    /// <summary>Walks the elements without allocating.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Span.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (_items ?? []).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other) => Span.SequenceEqual(other.Span, null);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>The elements in brackets.</summary>
    public override string ToString() => "[" + string.Join(", ", _items ?? []) + "]";

    /// <summary>Equal element by element.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>Not equal element by element.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);
}

/// <summary>Makes lists of values.</summary>
public static class ValueList
{
    /// <summary>A list with a copy of the elements.</summary>
    public static ValueList<T> Of<T>(ReadOnlySpan<T> items) => items.IsEmpty ? default : new(items.ToArray());

    /// <summary>A list with the elements of a sequence.</summary>
    public static ValueList<T> From<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Of<T>([.. items]);
    }
}
