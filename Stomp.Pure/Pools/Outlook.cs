using System;

namespace Stomp.Pure.Pools;

/// <summary>
/// Whether the pool is to grow, and where it may. As long as no endpoint is known to be well, there is one attempt at a time in the whole pool. When one is,
/// the attempts at others come on top and nobody waits for them, so that a preferred endpoint that hangs costs no time.
/// </summary>
internal readonly record struct Outlook
{
    private bool HasWell { get; init; }

    /// <summary>Attempts at endpoints of which nobody knows whether they are well.</summary>
    private int Tries { get; init; }

    /// <summary>Members that could be added before there are too many.</summary>
    private int Room { get; init; }

    /// <summary>Whether a member is to be opened now; then there is an endpoint that may be tried.</summary>
    public bool CanGrow { get; private init; }

    public static Outlook Of(Roster roster)
    {
        bool hasWell = false, hasTrying = false;
        foreach (var place in roster.Places)
        {
            hasWell |= place.Health is PoolHealth.Well;
            hasTrying |= place.Health is PoolHealth.Trying;
        }

        int opening = 0, tries = 0;
        foreach (var (_, member) in roster.Members)
        {
            if (member is not PoolMember.Opening)
                continue;
            var health = roster.Places[member.Place].Health;
            tries += health is PoolHealth.Trying ? 1 : 0;
            // What opens at an endpoint that has just failed is not reckoned with.
            opening += (hasWell ? health is PoolHealth.Well : health is PoolHealth.Trying) ? 1 : 0;
        }

        var counts = roster.Count();
        var open = counts.Members - counts.Closing - counts.Opening;
        var wanted = Math.Max(counts.Waiting - opening - counts.Checking, roster.Config.Min - open - opening);
        var outlook = new Outlook { HasWell = hasWell, Tries = tries, Room = roster.Config.Max - counts.Members };
        return outlook with { CanGrow = wanted > 0 && outlook.Room > 0 && (hasWell || (hasTrying && tries == 0)) };
    }

    /// <summary>Whether a member may be opened at an endpoint now.</summary>
    public bool MayTry(Roster roster, int place) => roster.Places[place].Health switch
    {
        PoolHealth.Well => true,
        PoolHealth.Waiting => false,
        PoolHealth.Trying => HasWell ? Room > 1 && !IsTried(roster, place) : Tries == 0,
    };

    private static bool IsTried(Roster roster, int place)
    {
        foreach (var (_, member) in roster.Members)
        {
            if (member is PoolMember.Opening && member.Place == place)
                return true;
        }

        return false;
    }
}
