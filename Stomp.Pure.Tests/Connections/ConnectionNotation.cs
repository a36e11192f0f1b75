using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Tests.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Connections;

/// <summary>A connection's effects on one line each; those of a session begin with the number of its transport.</summary>
internal static class ConnectionNotation
{
    public static IEnumerable<string> Show(Effects<ConnectionEffect> effects, Instant now) => effects.SelectMany(effect => Show(effect, now));

    private static IEnumerable<string> Show(ConnectionEffect effect, Instant now) => effect switch
    {
        ConnectionEffect.AskCredentials e => [FormattableString.Invariant($"ask {e.Transport}")],
        ConnectionEffect.Dial e => [FormattableString.Invariant($"dial {e.Transport} {e.Endpoint}")],
        ConnectionEffect.CloseTransport e => [FormattableString.Invariant($"close {e.Transport}")],
        ConnectionEffect.OnTransport e => e.Effects.Select(inner => FormattableString.Invariant($"{e.Transport}: {EffectNotation.Show(inner)}")),
        ConnectionEffect.Completed e => [FormattableString.Invariant($"done {e.Op} {EffectNotation.Show(e.Outcome)}")],
        ConnectionEffect.NotRestored e => [FormattableString.Invariant($"not restored {e.Subscription} {e.Why.Kind}")],
        ConnectionEffect.Waiting e => [$"waiting {(e.Until - now).TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} {EffectNotation.Show(e.Cause)}"],
        ConnectionEffect.Closed e => [$"closed {EffectNotation.Show(e.Reason)}"],
        _ => throw new ArgumentException(effect.ToString()),
    };
}
