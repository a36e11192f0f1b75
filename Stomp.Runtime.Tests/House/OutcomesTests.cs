using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Runtime.Tests.House;

/// <summary>The table of outcomes names what there is, and all of it.</summary>
[Trait("Row", "N03")]
public sealed class OutcomesTests
{
    private static readonly string[] BesidesOperations = ["Opened", "Closed"];

    private static string Text => File.ReadAllText(Path.Combine(Root(), "docs", "outcomes.md"));

    [Fact]
    public void Every_outcome_of_an_operation_has_its_row()
    {
        var rows = Regex.Matches(Text, @"^\| `(\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        var cases = typeof(Outcome).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Outcome))).Select(type => type.Name);
        Assert.Equal(cases.Except(BesidesOperations).Order(), rows.Order());
    }

    [Fact]
    public void Every_exception_that_it_names_exists() =>
        Assert.All(
            Regex.Matches(Text, @"`(Stomp\w+Exception)").Select(match => match.Groups[1].Value).Distinct(),
            name => Assert.NotNull(typeof(StompException).Assembly.GetType("Stomp.Runtime." + name)));

    [Fact]
    public void Every_cause_that_it_names_exists() =>
        Assert.All(
            Regex.Matches(Text, @"(?:Unknown|NotSent)\((\w+)\)").Select(match => match.Groups[1].Value).Where(name => name != "cause").Distinct(),
            name => Assert.NotNull(typeof(Cause).GetNestedType(name)));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Stomp.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the repository is not above the tests");
        return folder;
    }
}
