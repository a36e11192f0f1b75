using System.Threading.Tasks;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Driving;

/// <summary>Somebody waits for the outcome of an operation. User code never runs on the loop. There may be very many, so it has no more than it needs.</summary>
internal class Operation(long number) : TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Number { get; } = number;

    /// <summary>The operation ended.</summary>
    public virtual void Complete(Outcome outcome) => TrySetResult(outcome);
}

/// <summary>An operation whose task alone is waited for: an outcome that is not a success is an exception.</summary>
internal sealed class ThrowingOperation(long number) : Operation(number)
{
    public override void Complete(Outcome outcome)
    {
        if (outcome.ToException(default) is { } exception)
            TrySetException(exception);
        else
            TrySetResult(outcome);
    }
}

/// <summary>An operation of which more is of interest than its outcome.</summary>
internal sealed class NamedOperation(long number) : Operation(number)
{
    /// <summary>The id that the operation got on the wire, if any; set before the outcome.</summary>
    public string? Name { get; set; }

    /// <summary>The transport over which it went, set before the outcome.</summary>
    public long Transport { get; set; }

    /// <summary>The subscription that is over when the operation goes well, 0 for none.</summary>
    public long Ends { get; init; }
}
