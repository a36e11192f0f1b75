using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>What one step changes and asks for. Lives on the stack of that step.</summary>
internal ref struct PoolTurn(Roster roster)
{
    public Roster Roster = roster;
    public EffectList<PoolEffect> Effects;

    /// <summary>What a member is doing, null when there is no such member.</summary>
    public PoolMember? this[long member]
    {
        readonly get => Roster.Members.TryGet(member, out var found) ? found : null;
        set => Roster = Roster with { Members = Roster.Members.Replace(member, value!) };
    }

    /// <summary>The member of a lease.</summary>
    public readonly long? Find(long lease)
    {
        foreach (var (number, member) in Roster.Members)
        {
            if (member is PoolMember.Leased leased && leased.Lease == lease)
                return number;
        }

        return null;
    }

    public readonly long? FindWaiter(long op)
    {
        foreach (var (key, waiter) in Roster.Waiters)
        {
            if (waiter.Op == op)
                return key;
        }

        return null;
    }

    /// <summary>The member that was used last: the others may age.</summary>
    public readonly long? Freshest()
    {
        FreeMember? freshest = null;
        foreach (var (number, member) in Roster.Members)
        {
            if (member is PoolMember.Idle idle && (freshest is not { } found || idle.Since >= found.Since))
                freshest = new(number, idle.Since);
        }

        return freshest?.Member;
    }

    public readonly int CountProbing()
    {
        var count = 0;
        foreach (var (_, member) in Roster.Members)
        {
            if (member is PoolMember.Probing)
                count++;
        }

        return count;
    }

    public void Open(int place)
    {
        var number = Roster.LastMember + 1;
        Roster = Roster with { LastMember = number, Members = Roster.Members.Add(number, new PoolMember.Opening(place)) };
        Effects.Add(new PoolEffect.OpenMember(number, Roster.Places[place].Endpoint));
    }

    public void Close(long number, PoolMember member)
    {
        this[number] = new PoolMember.Closing(member.Place);
        Effects.Add(new PoolEffect.CloseMember(number));
    }

    public void CloseAll(bool leasedToo)
    {
        foreach (var (number, member) in Roster.Members)
        {
            if (member is not PoolMember.Closing && (leasedToo || member is not PoolMember.Leased))
                Close(number, member);
        }
    }

    public void Forget(long member) => Roster = Roster with { Members = Roster.Members.Remove(member) };

    /// <summary>Lends a member to whoever waits longest.</summary>
    public void Grant(long number, PoolMember member, Instant at)
    {
        if (!Roster.Waiters.TryOldest(out var waiter))
            return;
        var lease = Roster.LastLease + 1;
        Roster = Roster with { LastLease = lease, Waiters = Roster.Waiters.Remove(waiter.Key) };
        this[number] = new PoolMember.Leased(member.Place, lease);
        Effects.Add(new PoolEffect.Granted(waiter.Value.Op, lease, number, at - waiter.Value.Since));
    }

    public void RefuseAll(PoolRefusal why)
    {
        foreach (var (_, waiter) in Roster.Waiters)
            Effects.Add(new PoolEffect.Refused(waiter.Op, why));
        Roster = Roster with { Waiters = default };
    }
}
