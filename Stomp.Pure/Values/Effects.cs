using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using LanguageExt;

namespace Stomp.Pure.Values;

/// <summary>What a step asks for: none, one or many effects in order, a single one inline, equal element by element.</summary>
/// <typeparam name="T">The machine's effect type.</typeparam>
public readonly struct Effects<T> : IReadOnlyList<T>, IEquatable<Effects<T>>
    where T : class
{
    // None, the only one, or several.
    private readonly object? _held;

    private Effects(object? held) => _held = held;

    /// <summary>Nothing to do.</summary>
    public static Effects<T> None => default;

    /// <summary>How many.</summary>
    public int Count => _held is null ? 0 : _held is Several several ? several.Count : 1;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _held is null;

    /// <summary>The effect at a place, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public T this[int index] =>
        (uint)index >= (uint)Count ? throw new ArgumentOutOfRangeException(nameof(index))
        : _held is Several several ? Unsafe.As<T>(several.Items[index])
        : Unsafe.As<T>(_held)!;

    internal static Effects<T> Of(T only) => new(only);

    internal static Effects<T> Of(Several several) => new(several);

    /// <summary>The effects as a LanguageExt sequence.</summary>
    public Seq<T> ToSeq() => new(this);

    /// <summary>Walks the effects without allocating.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Effects<T> other)
    {
        var count = Count;
        if (count != other.Count)
            return false;
        for (var i = 0; i < count; i++)
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
        for (var i = 0; i < Count; i++)
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
        private readonly object? _held;
        private readonly int _count;
        private int _index;

        internal Enumerator(Effects<T> effects) => (_held, _count, _index) = (effects._held, effects.Count, -1);

        /// <summary>The effect at hand.</summary>
        public readonly T Current => _held is Several several ? Unsafe.As<T>(several.Items[_index]) : Unsafe.As<T>(_held)!;

        /// <summary>Goes on to the next one.</summary>
        public bool MoveNext() => ++_index < _count;
    }
}

/// <summary>More than one effect: the first so many of an array that may have room for more. Without a type of its own, so that telling it apart costs next to nothing.</summary>
internal sealed class Several(object[] items, int count)
{
    public object[] Items => items;

    public int Count => count;
}

/// <summary>Makes effects.</summary>
public static class Effects
{
    /// <summary>One effect.</summary>
    public static Effects<T> One<T>(T effect)
        where T : class => Effects<T>.Of(effect);
}

/// <summary>Gathers the effects of one step, in order. Lives on the stack of that step.</summary>
internal ref struct EffectList<T>
    where T : class
{
    private const int Few = 2;
    private const int Many = 16;

    private T? _first;
    private object[]? _all;
    private int _count;
    private int _expected;

    public readonly int Count => _count;

    /// <summary>So many are likely to come: then room for them is made once. No more than a guess.</summary>
    public void Expect(int count) => _expected = count;

    public void Add(T effect)
    {
        if (_count == 0)
        {
            _first = effect;
        }
        else
        {
            if (_all is null)
            {
                _all = new object[Math.Max(Few, _expected)];
                _all[0] = _first!;
            }
            else if (_count == _all.Length)
            {
                Array.Resize(ref _all, Math.Max(Many, _count * 2));
            }

            _all[_count] = effect;
        }

        _count++;
    }

    public readonly Effects<T> ToEffects() => _count switch
    {
        0 => default,
        1 => Effects<T>.Of(_first!),
        _ => Effects<T>.Of(new Several(_all!, _count)),
    };
}
