using System;
using System.Collections;
using System.Collections.Generic;
using LanguageExt;

namespace Stomp.Pure.Values;

/// <summary>What a step asks for: none, one or many effects in order, the first one inline, equal element by element.</summary>
/// <typeparam name="T">The machine's effect type.</typeparam>
public readonly struct Effects<T> : IReadOnlyList<T>, IEquatable<Effects<T>>
    where T : class
{
    private readonly T? _first;
    private readonly T[]? _rest;
    private readonly int _count;

    internal Effects(T? first, T[]? rest, int count) => (_first, _rest, _count) = (first, rest, count);

    /// <summary>Nothing to do.</summary>
    public static Effects<T> None => default;

    /// <summary>How many.</summary>
    public int Count => _count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The effect at a place, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public T this[int index] =>
        (uint)index >= (uint)_count ? throw new ArgumentOutOfRangeException(nameof(index))
        : index == 0 ? _first!
        : _rest![index - 1];

    /// <summary>The effects as a LanguageExt sequence.</summary>
    public Seq<T> ToSeq() => new(this);

    /// <summary>Walks the effects without allocating.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Effects<T> other)
    {
        if (_count != other._count)
            return false;
        for (var i = 0; i < _count; i++)
        {
            if (!this[i].Equals(other[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Effects<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < _count; i++)
            hash.Add(this[i]);
        return hash.ToHashCode();
    }

    /// <summary>The effects in brackets.</summary>
    public override string ToString() => "[" + string.Join(", ", (IEnumerable<T>)this) + "]";

    /// <summary>Equal element by element.</summary>
    public static bool operator ==(Effects<T> left, Effects<T> right) => left.Equals(right);

    /// <summary>Not equal element by element.</summary>
    public static bool operator !=(Effects<T> left, Effects<T> right) => !left.Equals(right);

    /// <summary>Walks effects in order.</summary>
    public struct Enumerator
    {
        private readonly Effects<T> _effects;
        private int _index;

        internal Enumerator(Effects<T> effects) => (_effects, _index) = (effects, -1);

        /// <summary>The effect at hand.</summary>
        public readonly T Current => _effects[_index];

        /// <summary>Goes on to the next one.</summary>
        public bool MoveNext() => ++_index < _effects._count;
    }
}

/// <summary>Makes effects.</summary>
public static class Effects
{
    /// <summary>One effect.</summary>
    public static Effects<T> One<T>(T effect)
        where T : class => new(effect, null, 1);
}

/// <summary>Gathers the effects of one step, in order. Lives on the stack of that step.</summary>
internal ref struct EffectList<T>
    where T : class
{
    private T? _first;
    private T[]? _rest;
    private int _count;

    public readonly int Count => _count;

    public void Add(T effect)
    {
        if (_count == 0)
        {
            _first = effect;
        }
        else
        {
            if (_rest is null)
                _rest = new T[3];
            else if (_count - 1 == _rest.Length)
                Array.Resize(ref _rest, _rest.Length * 2);
            _rest[_count - 1] = effect;
        }

        _count++;
    }

    public readonly Effects<T> ToEffects() => new(_first, _rest, _count);
}
