using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Every requirement on a client session is carried by a test.</summary>
[Trait("Row", "M45")]
public sealed class RequirementTests
{
    /// <summary>Requirements that not every version has. 53 is about the text of a message, which no session looks at.</summary>
    private static readonly Dictionary<int, string[]> Partial = new()
    {
        [13] = ["1.1", "1.2"],
        [14] = ["1.1", "1.2"],
        [15] = ["1.1", "1.2"],
        [16] = ["1.1", "1.2"],
        [17] = ["1.1", "1.2"],
        [18] = ["1.1", "1.2"],
        [27] = ["1.1", "1.2"],
        [32] = ["1.1", "1.2"],
        [47] = ["1.2"],
    };

    [Fact]
    public void Every_requirement_is_carried_by_a_test()
    {
        var carried = typeof(RequirementTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && (string?)attribute.ConstructorArguments[0].Value == "Spec")
            .Select(attribute => (string)attribute.ConstructorArguments[1].Value!)
            .Where(id => id.StartsWith("CL-", System.StringComparison.Ordinal))
            .ToHashSet();
        var required = Enumerable.Range(1, 52)
            .SelectMany(number => Partial.GetValueOrDefault(number, ["1.0", "1.1", "1.2"]).Select(version => $"CL-{version}-{number:00}"))
            .ToList();
        Assert.Equal([], required.Where(id => !carried.Contains(id)));
        Assert.Equal([], carried.Where(id => !required.Contains(id) && !id.EndsWith("-53", System.StringComparison.Ordinal)));
    }
}
