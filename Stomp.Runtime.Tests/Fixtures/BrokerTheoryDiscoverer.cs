using System.Collections.Generic;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Turns a theory whose required software is missing into one that fails with the reason.</summary>
public sealed class BrokerTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        theoryAttribute.GetNamedArgument<string?>(nameof(BrokerTheoryAttribute.Failure)) is { } failure
            ? [new ExecutionErrorTestCase(
                DiagnosticMessageSink,
                discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod,
                failure)]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
