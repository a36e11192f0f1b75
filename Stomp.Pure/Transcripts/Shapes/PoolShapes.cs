using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of a pool.</summary>
internal static class PoolShapes
{
    public static readonly Shape<PoolConfig> Config = new RecordBuilder<PoolConfig>()
        .Has("endpoints", List(PlainShapes.Endpoint), x => x.Endpoints, out var endpoints)
        .Has("randomize", Flag, x => x.Randomize, out var randomize)
        .Has("min", Int, x => x.Min, out var min)
        .Has("max", Int, x => x.Max, out var max)
        .Has("idleTime", Span, x => x.IdleTime, out var idleTime)
        .Has("waitTimeout", Span, x => x.WaitTimeout, out var waitTimeout)
        .Has("drainTimeout", Span, x => x.DrainTimeout, out var drainTimeout)
        .Has("probesBeforeLease", Flag, x => x.ProbesBeforeLease, out var probesBeforeLease)
        .Has("whenUnclean", Names<WhenUnclean>(), x => x.WhenUnclean, out var whenUnclean)
        .Has("backoff", PlainShapes.Policy, x => x.Backoff, out var backoff)
        .Makes(x => new()
        {
            Endpoints = endpoints.Of(x),
            Randomize = randomize.Of(x),
            Min = min.Of(x),
            Max = max.Of(x),
            IdleTime = idleTime.Of(x),
            WaitTimeout = waitTimeout.Of(x),
            DrainTimeout = drainTimeout.Of(x),
            ProbesBeforeLease = probesBeforeLease.Of(x),
            WhenUnclean = whenUnclean.Of(x),
            Backoff = backoff.Of(x),
        });

    public static readonly Shape<PoolEvent> Event = new UnionBuilder<PoolEvent>()
        .Case("Rent", new RecordBuilder<PoolEvent.Rent>().Has("op", Long, x => x.Op, out var rent).Makes(x => new(default, rent.Of(x))))
        .Case("Return", new RecordBuilder<PoolEvent.Return>()
            .Has("lease", Long, x => x.Lease, out var lease)
            .Has("isClean", Flag, x => x.IsClean, out var returnedClean)
            .Makes(x => new(default, lease.Of(x), returnedClean.Of(x))))
        .Case("Abandon", new RecordBuilder<PoolEvent.Abandon>()
            .Has("op", Long, x => x.Op, out var abandoned)
            .Has("why", Names<AbandonReason>(), x => x.Why, out var why)
            .Makes(x => new(default, abandoned.Of(x), why.Of(x))))
        .Case("MemberOpened", new RecordBuilder<PoolEvent.MemberOpened>().Has("member", Long, x => x.Member, out var opened).Makes(x => new(default, opened.Of(x))))
        .Case("MemberFailed", new RecordBuilder<PoolEvent.MemberFailed>()
            .Has("member", Long, x => x.Member, out var failed)
            .Has("reason", OutcomeShapes.EndReason, x => x.Reason, out var failure)
            .Makes(x => new(default, failed.Of(x), failure.Of(x))))
        .Case("MemberLost", new RecordBuilder<PoolEvent.MemberLost>()
            .Has("member", Long, x => x.Member, out var lost)
            .Has("reason", OutcomeShapes.EndReason, x => x.Reason, out var loss)
            .Makes(x => new(default, lost.Of(x), loss.Of(x))))
        .Case("MemberClosed", new RecordBuilder<PoolEvent.MemberClosed>().Has("member", Long, x => x.Member, out var closed).Makes(x => new(default, closed.Of(x))))
        .Case("ProbeAnswered", new RecordBuilder<PoolEvent.ProbeAnswered>()
            .Has("member", Long, x => x.Member, out var probed)
            .Has("isAlive", Flag, x => x.IsAlive, out var isAlive)
            .Makes(x => new(default, probed.Of(x), isAlive.Of(x))))
        .Case("Cleaned", new RecordBuilder<PoolEvent.Cleaned>()
            .Has("member", Long, x => x.Member, out var cleaned)
            .Has("isClean", Flag, x => x.IsClean, out var isClean)
            .Makes(x => new(default, cleaned.Of(x), isClean.Of(x))))
        .Case("Drain", new RecordBuilder<PoolEvent.Drain>().Has("op", Long, x => x.Op, out var drain).Makes(x => new(default, drain.Of(x))))
        .Case("Tick", new RecordBuilder<PoolEvent.Tick>().Makes(_ => new(default)))
        .Whole();

    public static readonly Shape<PoolRefusal> Refusal = new UnionBuilder<PoolRefusal>()
        .Case("TimedOut", new RecordBuilder<PoolRefusal.TimedOut>()
            .Has("limit", Span, x => x.Limit, out _)
            .Has("cause", MaybeNone(OutcomeShapes.EndReason), x => x.Cause, out _)
            .IsOnlyWritten())
        .Case("Abandoned", new RecordBuilder<PoolRefusal.Abandoned>().Has("why", Names<AbandonReason>(), x => x.Why, out _).IsOnlyWritten())
        .Case("CannotOpen", new RecordBuilder<PoolRefusal.CannotOpen>().Has("reason", OutcomeShapes.EndReason, x => x.Reason, out _).IsOnlyWritten())
        .Case("Closed", new RecordBuilder<PoolRefusal.Closed>().IsOnlyWritten())
        .Whole();

    public static readonly Shape<PoolEffect> Effect = new UnionBuilder<PoolEffect>()
        .Case("OpenMember", new RecordBuilder<PoolEffect.OpenMember>()
            .Has("member", Long, x => x.Member, out _)
            .Has("endpoint", PlainShapes.Endpoint, x => x.Endpoint, out _)
            .IsOnlyWritten())
        .Case("CloseMember", new RecordBuilder<PoolEffect.CloseMember>().Has("member", Long, x => x.Member, out _).IsOnlyWritten())
        .Case("ProbeMember", new RecordBuilder<PoolEffect.ProbeMember>()
            .Has("member", Long, x => x.Member, out _)
            .Has("asks", Flag, x => x.Asks, out _)
            .IsOnlyWritten())
        .Case("CleanMember", new RecordBuilder<PoolEffect.CleanMember>().Has("member", Long, x => x.Member, out _).IsOnlyWritten())
        .Case("Granted", new RecordBuilder<PoolEffect.Granted>()
            .Has("op", Long, x => x.Op, out _)
            .Has("lease", Long, x => x.Lease, out _)
            .Has("member", Long, x => x.Member, out _)
            .Has("waited", Span, x => x.Waited, out _)
            .IsOnlyWritten())
        .Case("Refused", new RecordBuilder<PoolEffect.Refused>()
            .Has("op", Long, x => x.Op, out _)
            .Has("why", Refusal, x => x.Why, out _)
            .IsOnlyWritten())
        .Case("Drained", new RecordBuilder<PoolEffect.Drained>().Has("op", Long, x => x.Op, out _).IsOnlyWritten())
        .Whole();

    private static readonly Shape<PoolMember> Member = new UnionBuilder<PoolMember>()
        .Case("Opening", new RecordBuilder<PoolMember.Opening>().Has("place", Int, x => x.Place, out var openingAt).Makes(x => new(openingAt.Of(x))))
        .Case("Idle", new RecordBuilder<PoolMember.Idle>()
            .Has("place", Int, x => x.Place, out var idleAt)
            .Has("since", Moment, x => x.Since, out var idleSince)
            .Makes(x => new(idleAt.Of(x), idleSince.Of(x))))
        .Case("Leased", new RecordBuilder<PoolMember.Leased>()
            .Has("place", Int, x => x.Place, out var leasedAt)
            .Has("lease", Long, x => x.Lease, out var leased)
            .Makes(x => new(leasedAt.Of(x), leased.Of(x))))
        .Case("Probing", new RecordBuilder<PoolMember.Probing>().Has("place", Int, x => x.Place, out var probingAt).Makes(x => new(probingAt.Of(x))))
        .Case("Cleaning", new RecordBuilder<PoolMember.Cleaning>().Has("place", Int, x => x.Place, out var cleaningAt).Makes(x => new(cleaningAt.Of(x))))
        .Case("Closing", new RecordBuilder<PoolMember.Closing>().Has("place", Int, x => x.Place, out var closingAt).Makes(x => new(closingAt.Of(x))))
        .Whole();

    private static readonly Shape<PoolHealth> Health = new UnionBuilder<PoolHealth>()
        .Case("Well", new RecordBuilder<PoolHealth.Well>().Has("since", Moment, x => x.Since, out var wellSince).Makes(x => new(wellSince.Of(x))))
        .Case("Waiting", new RecordBuilder<PoolHealth.Waiting>()
            .Has("until", Moment, x => x.Until, out var healthUntil)
            .Has("cause", MaybeNone(OutcomeShapes.EndReason), x => x.Cause, out var healthCause)
            .Makes(x => new(healthUntil.Of(x), healthCause.Of(x))))
        .Case("Trying", new RecordBuilder<PoolHealth.Trying>()
            .Has("cause", MaybeNone(OutcomeShapes.EndReason), x => x.Cause, out var tryingCause)
            .Makes(x => new(tryingCause.Of(x))))
        .Whole();

    private static readonly Shape<Place> Place = new RecordBuilder<Place>()
        .Has("endpoint", PlainShapes.Endpoint, x => x.Endpoint, out var placeEndpoint)
        .Has("attempts", PlainShapes.Attempts, x => x.Attempts, out var placeAttempts)
        .Has("health", Health, x => x.Health, out var placeHealth)
        .Makes(x => new(placeEndpoint.Of(x), placeAttempts.Of(x), placeHealth.Of(x)));

    private static readonly Shape<Waiter> Waiter = new RecordBuilder<Waiter>()
        .Has("op", Long, x => x.Op, out var waiterOp)
        .Has("since", Moment, x => x.Since, out var waiterSince)
        .Makes(x => new(waiterOp.Of(x), waiterSince.Of(x)));

    private static readonly Shape<Roster> Roster = new RecordBuilder<Roster>()
        .Has("config", Config, x => x.Config, out var config)
        .Has("places", List(Place), x => x.Places, out var places)
        .Has("dice", Dice, x => x.Dice, out var dice)
        .Has("members", Window(Member), x => x.Members, out var members)
        .Has("waiters", Window(Waiter), x => x.Waiters, out var waiters)
        .Has("lastMember", Long, x => x.LastMember, out var lastMember)
        .Has("lastWaiter", Long, x => x.LastWaiter, out var lastWaiter)
        .Has("lastLease", Long, x => x.LastLease, out var lastLease)
        .Makes(x => new()
        {
            Config = config.Of(x),
            Places = places.Of(x),
            Dice = dice.Of(x),
            Members = members.Of(x),
            Waiters = waiters.Of(x),
            LastMember = lastMember.Of(x),
            LastWaiter = lastWaiter.Of(x),
            LastLease = lastLease.Of(x),
        });

    public static readonly Shape<PoolState> State = new UnionBuilder<PoolState>()
        .Case("Running", new RecordBuilder<PoolState.Running>().Has("roster", Roster, x => x.Roster, out var running).Makes(x => new(running.Of(x))))
        .Case("Draining", new RecordBuilder<PoolState.Draining>()
            .Has("roster", Roster, x => x.Roster, out var draining)
            .Has("ops", List(Long), x => x.Ops, out var ops)
            .Has("until", Moment, x => x.Until, out var drainUntil)
            .Makes(x => new(draining.Of(x), ops.Of(x), drainUntil.Of(x))))
        .Case("Closed", new RecordBuilder<PoolState.Closed>().Makes(_ => PoolState.Closed.Instance))
        .Whole();
}
