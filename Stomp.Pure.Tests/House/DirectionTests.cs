using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Stomp.Pure.Tests.House;

/// <summary>A namespace knows those below it and no other, so that one folder is one machine and a change of it stays there.</summary>
[Trait("Row", "M45")]
public sealed class DirectionTests
{
    private const string Root = "Stomp.Pure.";

    // Each with those right below it; what is below those follows.
    private static readonly Dictionary<string, string[]> RightBelow = new()
    {
        ["Values"] = [],
        ["Frames"] = ["Values"],
        ["Heartbeats"] = ["Frames"],
        ["Reconnection"] = ["Frames"],
        ["Sessions"] = ["Heartbeats", "Reconnection"],
        ["Connections"] = ["Sessions"],
        ["Pools"] = ["Connections"],
        ["Transcripts"] = ["Pools"],
        ["Brokers"] = ["Frames", "Heartbeats"],
        ["Simulation"] = ["Transcripts", "Brokers"],
    };

    [Fact]
    public void Namespaces_depend_only_downwards()
    {
        using var core = BuiltAssembly.Pure();
        var upwards = core.Uses()
            .Where(use => IsOurs(use.UserNamespace) && IsOurs(use.TypeNamespace) && !MayUse(Folder(use.UserNamespace), Folder(use.TypeNamespace)))
            .Select(use => $"\n  {use}")
            .ToList();
        Assert.True(upwards.Count == 0, $"These know what is above or beside them:{string.Concat(upwards)}");
    }

    [Fact]
    public void Every_namespace_has_its_place_in_the_order()
    {
        var namespaces = typeof(Pure.Values.Instant).Assembly.GetTypes()
            .Select(type => type.Namespace ?? "")
            .Where(IsOurs)
            .Distinct();
        Assert.All(namespaces, name => Assert.Contains(Folder(name), RightBelow));
    }

    [Fact]
    public void No_namespace_bears_the_name_of_a_type_in_it()
    {
        var types = typeof(Pure.Values.Instant).Assembly.GetTypes().Where(type => !type.IsNested && IsOurs(type.Namespace ?? ""));
        Assert.DoesNotContain(types, type => (type.Namespace ?? "").Split('.').Contains(type.Name.Split('`')[0]));
    }

    [Theory]
    [InlineData("Connections", "Values", true)]
    [InlineData("Values", "Frames", false)]
    [InlineData("Heartbeats", "Reconnection", false)]
    [InlineData("Brokers", "Sessions", false)]
    [InlineData("Simulation", "Brokers", true)]
    [InlineData("Brokers", "Reconnection", false)]
    public void The_order_is_this(string user, string used, bool may) => Assert.Equal(may, MayUse(user, used));

    private static bool MayUse(string user, string used) =>
        user == used || RightBelow[user].Any(below => MayUse(below, used));

    private static bool IsOurs(string name) => name.StartsWith(Root, StringComparison.Ordinal);

    private static string Folder(string name) => name[Root.Length..].Split('.')[0];
}
