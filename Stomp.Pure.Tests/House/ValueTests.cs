using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.House;

/// <summary>Records hold what is equal by content, and reckon the same on every machine.</summary>
[Trait("Row", "M45")]
public sealed class ValueTests
{
    // What compares by reference, or by reference and length, or drags its own world in.
    private static readonly string[] Forbidden =
    [
        "System.Memory`1", "System.ReadOnlyMemory`1", "System.ArraySegment`1", "System.Collections.", "System.Linq.", "LanguageExt.", "System.Object", "System.Exception",
    ];

    private static readonly string[] FloatingPoint = ["System.Double", "System.Single", "System.Half"];

    public static TheoryData<string> Records => [.. CoreTypes.All.Where(CoreTypes.IsRecord).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_holds_what_is_equal_by_content(string name)
    {
        var fields = CoreTypes.All.Single(type => type.FullName == name).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.All(fields, field => Assert.False(IsForbidden(field.FieldType), $"{name}: {field.Name} is {field.FieldType}; wrap it in a Payload, ValueList or Window"));
    }

    [Theory]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(System.Collections.Immutable.ImmutableArray<int>))]
    [InlineData(typeof(Dictionary<string, string>))]
    [InlineData(typeof(ValueList<int[]>))]
    [InlineData(typeof(LanguageExt.Seq<int>))]
    [InlineData(typeof(Func<int>))]
    [InlineData(typeof(object))]
    public void Is_forbidden(Type type) => Assert.True(IsForbidden(type));

    [Theory]
    [InlineData(typeof(Payload))]
    [InlineData(typeof(ValueList<string>))]
    [InlineData(typeof(Window<long>))]
    [InlineData(typeof(TimeSpan?))]
    public void Is_not_forbidden(Type type) => Assert.False(IsForbidden(type));

    [Fact]
    public void Nothing_in_the_core_reckons_with_floating_point()
    {
        using var core = BuiltAssembly.Pure();
        var found = core.Uses()
            .Where(use => FloatingPoint.Contains(use.Type))
            .Select(use => $"\n  {use}")
            .ToList();
        Assert.True(found.Count == 0, $"These are not the same on every machine:{string.Concat(found)}");
    }

    private static bool IsForbidden(Type type) =>
        type.IsArray || type.IsPointer || typeof(Delegate).IsAssignableFrom(type)
        || Forbidden.Any(name => $"{type.Namespace}.{type.Name}".StartsWith(name, StringComparison.Ordinal))
        || type.GenericTypeArguments.Any(IsForbidden);
}
