using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Transports;

/// <summary>A factory that wants to know which connection dials.</summary>
internal interface IOwnedTransportFactory : ITransportFactory
{
    /// <summary>The factory for one connection.</summary>
    ITransportFactory For(Driver owner);
}
