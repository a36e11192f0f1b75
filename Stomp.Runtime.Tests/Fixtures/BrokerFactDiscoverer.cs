using System.Collections.Generic;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Turns a fact whose required software is missing into one that fails with the reason.</summary>
public sealed class BrokerFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        factAttribute.GetNamedArgument<string?>(nameof(BrokerFactAttribute.Failure)) is { } failure
            ? [new ExecutionErrorTestCase(
                DiagnosticMessageSink,
                discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod,
                failure)]
            : base.Discover(discoveryOptions, testMethod, factAttribute);
}
