using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>Where members are opened: what is known of an endpoint is known to the whole pool, and so is its backoff.</summary>
public static partial class Pool
{
    private static ValueList<Place> PlacesOf(PoolConfig config, ulong seed)
    {
        var places = ValueList<Place>.Empty;
        foreach (var endpoint in config.Endpoints)
        {
            // Nothing is known of any of them, so each is tried with one member first.
            if (PlaceOf(places, endpoint) is null)
                places = places.Add(new(endpoint, Attempts.Begin(unchecked(seed + (ulong)places.Count + 1)), new PoolHealth.Trying(null)));
        }

        return places;
    }

    private static int? PlaceOf(ValueList<Place> places, Endpoint endpoint)
    {
        for (var place = 0; place < places.Count; place++)
        {
            if (places[place].Endpoint == endpoint)
                return place;
        }

        return null;
    }

    /// <summary>Opens what is missing, as far as there is room for it and an endpoint that may be tried.</summary>
    private static void Grow(ref PoolTurn turn)
    {
        for (var outlook = Outlook.Of(turn.Roster); outlook.CanGrow; outlook = Outlook.Of(turn.Roster))
            turn.Open(Choose(ref turn, outlook));
    }

    /// <summary>The first endpoint, by preference or by the dice, that may be tried.</summary>
    private static int Choose(ref PoolTurn turn, Outlook outlook)
    {
        var places = turn.Roster.Places;
        if (!turn.Roster.Config.Randomize)
        {
            var first = 0;
            while (!outlook.MayTry(turn.Roster, first))
                first++;
            return first;
        }

        var shuffled = EndpointOrder.Shuffle(turn.Roster.Config.Endpoints, turn.Roster.Dice);
        turn.Roster = turn.Roster with { Dice = shuffled.Rest };
        var at = 0;
        while (!outlook.MayTry(turn.Roster, PlaceOf(places, shuffled.Endpoints[at])!.Value))
            at++;
        return PlaceOf(places, shuffled.Endpoints[at])!.Value;
    }

    private static void Heal(ref PoolTurn turn, int place, Instant at)
    {
        var places = turn.Roster.Places;
        if (places[place].Health is not PoolHealth.Well)
            turn.Roster = turn.Roster with { Places = places.With(place, places[place] with { Health = new PoolHealth.Well(at) }) };
    }

    /// <summary>
    /// Something went wrong at an endpoint. What goes wrong at once counts once: while the pool waits, nothing is added, and while it tries, only its attempt counts.
    /// </summary>
    private static void Fail(ref PoolTurn turn, int number, bool wasAttempt, EndReason? cause, Instant at)
    {
        var place = turn.Roster.Places[number];
        if (place.Health is PoolHealth.Waiting || (place.Health is PoolHealth.Trying && !wasAttempt))
            return;
        var policy = turn.Roster.Config.Backoff;
        var lived = place.Health is PoolHealth.Well well && at - well.Since >= policy.StableAfter;
        var wait = (lived ? place.Attempts.Lived() : place.Attempts).Failed(1).Throw(policy);
        place = place with { Attempts = wait.Rest, Health = new PoolHealth.Waiting(at + wait.Delay, cause) };
        turn.Roster = turn.Roster with { Places = turn.Roster.Places.With(number, place) };
    }

    /// <summary>Endpoints that were left alone long enough may be tried.</summary>
    private static void EndWaits(ref PoolTurn turn, Instant at)
    {
        for (var number = 0; number < turn.Roster.Places.Count; number++)
        {
            if (turn.Roster.Places[number] is { Health: PoolHealth.Waiting waiting } place && waiting.Until <= at)
                turn.Roster = turn.Roster with { Places = turn.Roster.Places.With(number, place with { Health = new PoolHealth.Trying(waiting.Cause) }) };
        }
    }

    /// <summary>Why members are missing: null when one endpoint is well, or nobody knows.</summary>
    private static EndReason? CauseOf(ValueList<Place> places)
    {
        EndReason? first = null;
        foreach (var place in places)
        {
            if (place.Health is PoolHealth.Well)
                return null;
            first ??= CauseOf(place.Health);
        }

        return first;
    }

    private static EndReason? CauseOf(PoolHealth health) => health switch
    {
        PoolHealth.Well => null,
        PoolHealth.Waiting waiting => waiting.Cause,
        PoolHealth.Trying trying => trying.Cause,
    };

    /// <summary>The broker's refusal, when no endpoint may be tried now and nothing that is open or opens could still serve.</summary>
    private static EndReason.Refused? FinalRefusal(Roster roster)
    {
        var counts = roster.Count();
        if (roster.Config.Backoff.RetryRefused || counts.Members > counts.Closing)
            return null;
        EndReason.Refused? refused = null;
        foreach (var place in roster.Places)
        {
            if (place.Health is not PoolHealth.Waiting waiting)
                return null;
            if (waiting.Cause is EndReason.Refused said && !BrokerProfile.IsPassing(said.Error, null))
                refused ??= said;
        }

        return refused;
    }
}
