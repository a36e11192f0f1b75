using System.Threading.Tasks;

namespace Stomp.Runtime.Driving;

/// <summary>How a connection is doing.</summary>
/// <param name="IsConnected">Whether its session is open, and the broker not silent for longer than its heart-beats allow. Without heart-beats silence means nothing.</param>
/// <param name="HoldsMessages">Whether the broker may still keep messages for this session: they were delivered and not acknowledged.</param>
internal readonly record struct Vitals(bool IsConnected, bool HoldsMessages);

/// <summary>Somebody wants to know how a connection is doing.</summary>
internal sealed class Inquiry() : TaskCompletionSource<Vitals>(TaskCreationOptions.RunContinuationsAsynchronously);
