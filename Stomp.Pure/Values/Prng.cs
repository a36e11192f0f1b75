using System;

namespace Stomp.Pure.Values;

/// <summary>Dice as a value (SplitMix64): the same seed gives the same throws on every machine.</summary>
/// <param name="State">All there is to know.</param>
public readonly record struct Prng(ulong State)
{
    /// <summary>One throw: 64 bits, and the dice for the next.</summary>
    public Throw Next()
    {
        unchecked
        {
            var state = State + 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return new(z ^ (z >> 31), new(state));
        }
    }

    /// <summary>One throw between 0 (included) and <paramref name="bound"/> (excluded).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public Throw Below(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var next = Next();
        return next with { Value = Math.BigMul(next.Value, bound, out _) };
    }

    /// <summary>A value, and the dice for the next throw.</summary>
    /// <param name="Value">What was thrown.</param>
    /// <param name="Rest">The dice afterwards.</param>
    public readonly record struct Throw(ulong Value, Prng Rest);
}
