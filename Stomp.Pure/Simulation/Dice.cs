using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>Dice of one concern of a world, so that one fault more or less does not change the throws of all others.</summary>
internal sealed class Dice(ulong seed, int concern)
{
    private Prng _prng = new(new Prng(unchecked(seed + ((ulong)concern * 0xD1342543DE82EF95UL))).Next().Value);

    public ulong Next()
    {
        var thrown = _prng.Next();
        _prng = thrown.Rest;
        return thrown.Value;
    }

    /// <summary>From 0 to below a bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Both bounds included.</summary>
    public long Between(long least, long most) => least + (long)Math.BigMul(Next(), (ulong)(most - least + 1), out _);

    public bool Chance(int percent) => percent > 0 && Below(100) < percent;

    public T Pick<T>(ReadOnlySpan<T> from) => from[Below(from.Length)];
}
