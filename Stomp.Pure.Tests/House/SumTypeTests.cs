using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace Stomp.Pure.Tests.House;

/// <summary>A sum type is an abstract record whose cases are nested in it; nobody else can add one.</summary>
[Trait("Row", "M45")]
public sealed class SumTypeTests
{
    public static TheoryData<string> AbstractRecords => [.. CoreTypes.AbstractRecords.Select(type => type.FullName!)];

    [Fact]
    public void There_are_sum_types() => Assert.NotEmpty(CoreTypes.AbstractRecords);

    [Theory]
    [MemberData(nameof(AbstractRecords))]
    public void Nobody_outside_can_add_a_case(string name)
    {
        var type = TypeOf(name);
        Assert.All(type.GetConstructors(CoreTypes.Declared).Where(constructor => !IsCopy(constructor)), constructor =>
            Assert.True(constructor.IsAssembly || constructor.IsFamilyAndAssembly || constructor.IsPrivate, $"{name} has a constructor that others can call"));
        // The compiler makes the copy constructor protected; nobody can reach it without having derived before.
        Assert.All(type.GetConstructors(CoreTypes.Declared).Where(IsCopy), constructor => Assert.False(constructor.IsPublic));
    }

    [Theory]
    [MemberData(nameof(AbstractRecords))]
    public void The_cases_are_nested_and_sealed(string name)
    {
        var type = TypeOf(name);
        var top = CoreTypes.TopOf(type);
        var derived = CoreTypes.All.Where(other => other.BaseType == type).ToList();
        Assert.NotEmpty(derived);
        Assert.All(derived, other => Assert.True(other.DeclaringType == top || other.DeclaringType == type, $"{other} is not nested in {top}"));
        Assert.All(derived, other => Assert.True(other.IsSealed || other.IsAbstract, $"{other} is neither sealed nor abstract"));
    }

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static Type TypeOf(string name) => CoreTypes.All.Single(type => type.FullName == name);
}
