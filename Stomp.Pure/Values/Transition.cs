namespace Stomp.Pure.Values;

/// <summary>The answer of every machine's step: the next state, and what the shell is to do, in order.</summary>
/// <typeparam name="TState">The machine's state.</typeparam>
/// <typeparam name="TEffect">The machine's effect.</typeparam>
/// <param name="State">The next state.</param>
/// <param name="Effects">What to do, in order.</param>
public readonly record struct Transition<TState, TEffect>(TState State, Effects<TEffect> Effects)
    where TEffect : class;

/// <summary>Makes transitions.</summary>
public static class Transition
{
    /// <summary>The same or another state, and nothing to do.</summary>
    public static Transition<TState, TEffect> Quiet<TState, TEffect>(TState state)
        where TEffect : class => new(state, default);
}
