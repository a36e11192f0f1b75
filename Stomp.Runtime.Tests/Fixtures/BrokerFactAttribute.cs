using Xunit;
using Xunit.Sdk;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// A fact that talks to foreign software. Where that is missing the test is skipped, saying why;
/// where it is required (see <see cref="Installed.Required"/>) it fails with the same words.
/// </summary>
[XunitTestCaseDiscoverer("Stomp.Runtime.Tests.Fixtures.BrokerFactDiscoverer", "Stomp.Runtime.Tests")]
public sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute(params Broker[] needed)
    {
        var reason = Installed.WhyMissing(needed);
        if (Installed.Required) Failure = reason;
        else Skip = reason;
    }

    /// <summary>Why the test fails before it starts; null when it may run.</summary>
    public string? Failure { get; }
}
