using System.Threading.Tasks;

namespace Stomp.Runtime.Pooling;

/// <summary>Somebody waits for a lease, or for the end. User code never runs on the loop.</summary>
internal sealed class PoolRequest(long number) : TaskCompletionSource<StompLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Number { get; } = number;
}
