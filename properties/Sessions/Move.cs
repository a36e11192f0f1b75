namespace Stomp.Properties.Sessions;

/// <summary>What is done next to a session. What exactly, follows from two numbers and from where the session stands.</summary>
public enum Deed
{
    Open,
    ServerConnects,
    ServerDelivers,
    ServerConfirms,
    ServerErrs,
    ServerBeats,
    ServerBabbles,
    PeerCloses,
    TransportFails,
    Writes,
    TimePasses,
    DeadlinePasses,
    Takes,
    Abandons,
    Sends,
    Subscribes,
    Unsubscribes,
    Settles,
    Begins,
    Commits,
    Aborts,
    Disconnects,
}

/// <summary>One deed, some milliseconds after the one before.</summary>
public readonly record struct Move(Deed Deed, int After, int One, int Two)
{
    public override string ToString() => $"+{After} {Deed}({One}, {Two})";
}
