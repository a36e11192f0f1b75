namespace Stomp.Pure.Simulation;

/// <summary>What must hold in every simulated world.</summary>
public enum Invariant
{
    /// <summary>A send to a queue that was confirmed is consumed in the end, unless a broker forgot it or an ack mode says that it may be lost on the way.</summary>
    NothingConfirmedIsLost,

    /// <summary>No queue delivers a message more often than it was sent, but marked as redelivered; and nothing is sent again unless that was asked for.</summary>
    NothingIsDoubled,

    /// <summary>Within a session a subscription gets what one session sent in the order in which it was sent.</summary>
    OrderHolds,

    /// <summary>Every operation ends, exactly once.</summary>
    EveryAwaitEnds,

    /// <summary>Confirmed means that the broker wrote a RECEIPT with exactly this id over this transport; one that somebody waits for is known, and an id is refused as taken only while it is.</summary>
    ConfirmedMeansReceipt,

    /// <summary>What a state holds stays within its configuration's limits, and what is counted as unread is what was delivered and not taken.</summary>
    MemoryIsBounded,

    /// <summary>Whoever promised heart-beats writes in time, as long as the transport takes octets.</summary>
    HeartbeatsAreKept,

    /// <summary>A peer from which octets come in time is never declared dead.</summary>
    TheLivingAreSpared,

    /// <summary>A peer that is silent for longer than its promise allows is declared dead.</summary>
    TheDeadAreNoticed,

    /// <summary>After a step no deadline lies in the past; after a tick none is due.</summary>
    DeadlinesAreAhead,

    /// <summary>A tick that comes early or twice changes nothing.</summary>
    IdleTicksChangeNothing,

    /// <summary>What belongs to a session that is over writes no frame, and events of its transport change nothing.</summary>
    StaleWritesNothing,

    /// <summary>After a loss subscriptions are made again, in their order, and only those that are still wanted.</summary>
    SubscriptionsAreRestored,

    /// <summary>Waits between attempts grow to their cap, and their jitter neither leaves its bounds nor vanishes.</summary>
    BackoffHasJitter,

    /// <summary>A pool never has more members than its configuration allows, and a lease only one tenant.</summary>
    LeasesAreExclusive,

    /// <summary>Whoever waits longest for a lease gets the next one, and nobody waits for ever.</summary>
    NobodyStarves,

    /// <summary>No effect, frame or diagnostic holds a password.</summary>
    SecretsStaySecret,

    /// <summary>The recorded events, folded once more from the beginning, give the same states and effects.</summary>
    ReplayIsEqual,

    /// <summary>When nothing fails any more everything comes to rest: sessions open or closed for a reason, queues empty, nothing due but heart-beats.</summary>
    EverythingComesToRest,

    /// <summary>No step throws, and every frame that is asked for can be written.</summary>
    NothingIsThrown,

    /// <summary>What the caller of the simulation watches for.</summary>
    Watched,
}
