using System.Threading.Tasks;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Driving;

/// <summary>Somebody waits for the outcome of an operation. User code never runs on the loop.</summary>
internal sealed class Operation(long number) : TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Number { get; } = number;

    /// <summary>The id that the operation got on the wire, if any; set before the outcome.</summary>
    public string? Name { get; set; }

    /// <summary>The transport over which it went, set before the outcome.</summary>
    public long Transport { get; set; }

    /// <summary>Whether whoever waits wants an exception in the place of an outcome that is not a success.</summary>
    public bool Throws { get; init; }

    /// <summary>The operation ended.</summary>
    public void Complete(Outcome outcome)
    {
        if (Throws && outcome.ToException(default) is { } exception)
            TrySetException(exception);
        else
            TrySetResult(outcome);
    }

    /// <summary>The subscription that is over when the operation goes well, 0 for none.</summary>
    public long Ends { get; init; }
}
