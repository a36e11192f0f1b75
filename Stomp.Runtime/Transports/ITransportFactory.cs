using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Transports;

/// <summary>Opens transports.</summary>
public interface ITransportFactory
{
    /// <summary>Opens a transport to an endpoint.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken);
}
