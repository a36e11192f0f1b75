using System;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>A broker did not come up; the message holds the last lines of its logs.</summary>
public sealed class BrokerStartException(string message) : Exception(message);
