using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit.Sdk;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Runs a theory once for every broker and every version that it speaks.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryBrokerAttribute(params Broker[] brokers) : DataAttribute
{
    /// <summary>Leaves versions out that come before this one.</summary>
    public StompVersion From { get; init; } = StompVersion.V10;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from broker in brokers
        from version in Versions(broker)
        where version >= From
        select new object[] { broker, version };

    private static IEnumerable<StompVersion> Versions(Broker broker) =>
        broker == Broker.StompServer ? [StompVersion.V10] : Enum.GetValues<StompVersion>();
}
