namespace Stomp.Pure.Simulation;

/// <summary>What can go wrong in a simulated world.</summary>
public enum FaultKind
{
    /// <summary>Octets take now longer, now shorter.</summary>
    Jitter,

    /// <summary>For a while a link is much slower.</summary>
    LatencySpike,

    /// <summary>What was sent later over one link arrives before what was sent earlier over another. Within one direction of one link nothing is ever overtaken.</summary>
    Reordering,

    /// <summary>Octets arrive in small pieces, cut anywhere.</summary>
    Fragments,

    /// <summary>A link breaks; of what was under way a part arrives.</summary>
    Cut,

    /// <summary>A link breaks in the middle of a frame.</summary>
    CutInsideFrame,

    /// <summary>In one direction, or both, everything vanishes, and nobody is told.</summary>
    HalfOpen,

    /// <summary>For a while nothing moves in one direction; then all of it arrives.</summary>
    Stall,

    /// <summary>The transport takes few octets at once, so that writing takes long.</summary>
    NarrowWindow,

    /// <summary>An application takes its messages slowly.</summary>
    SlowReader,

    /// <summary>The broker ends in order and comes back with everything it held.</summary>
    BrokerRestart,

    /// <summary>The broker is killed and comes back with everything it held.</summary>
    BrokerCrash,

    /// <summary>The broker is killed and comes back with nothing.</summary>
    BrokerAmnesia,

    /// <summary>The wall's clock jumps. Nothing may depend on it.</summary>
    WallClockJump,

    /// <summary>Nobody listens when a client dials.</summary>
    DialRefused,

    /// <summary>A dial gets no answer at all.</summary>
    DialHangs,

    /// <summary>Credentials cannot be had.</summary>
    CredentialsFail,

    /// <summary>Credentials come late, or never.</summary>
    CredentialsSlow,

    /// <summary>The password is wrong for once.</summary>
    WrongPassword,

    /// <summary>What a transport had to say still comes after it was given up, or was never wanted.</summary>
    Straggler,

    /// <summary>The broker answers some frames later than those behind them, or too late.</summary>
    LateReceipt,

    /// <summary>Lines end with CR LF at 1.2.</summary>
    CarriageReturns,

    /// <summary>The broker refuses a frame with an ERROR.</summary>
    Refusal,

    /// <summary>Whoever waits stops waiting.</summary>
    Abandonment,
}

/// <summary>A kind of fault, and how much of it there is in a world.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Rate">How often, from 1 to 100. Happenings come about so many times an hour, chances are so many in a hundred.</param>
public readonly record struct Fault(FaultKind Kind, int Rate)
{
    /// <summary>Kind and rate.</summary>
    public override string ToString() => System.FormattableString.Invariant($"{Kind} {Rate}");
}
