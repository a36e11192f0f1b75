using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Stomp.Runtime.Tests.EndToEnd.LongFirst", "Stomp.Runtime.Tests")]
[assembly: CollectionBehavior(MaxParallelThreads = 6)]

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Names of the collections that take long by their nature. They hardly use a processor, so they run beside everything else.</summary>
internal static class Long
{
    public const string Prefix = "Long: ";
    public const string SleepingConsumer = Prefix + "sleeping consumer";
}

/// <summary>Starts what takes long before everything else, so that nothing waits for it in the end.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName.StartsWith(Long.Prefix, StringComparison.Ordinal) ? 0 : 1);
}
