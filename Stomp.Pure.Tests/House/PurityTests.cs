using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Stomp.Pure.Tests.House;

/// <summary>
/// The core does no I/O, has no clock, no dice, no threads and no tasks. The analyzer of banned symbols says so while one types, but misses
/// types that stand only in signatures; this reads the built assembly.
/// </summary>
[Trait("Row", "M45")]
public sealed class PurityTests
{
    private static readonly string ListPath = Path.Combine(AppContext.BaseDirectory, "Data", "AllowedTypes.txt");

    // What a pure function has no business with, whether or not the list names it. A trailing dot or star stands for all that follows.
    private static readonly string[] Impure =
    [
        "System.IO.*", "System.Net.*", "System.Threading.*", "System.Timers.*", "System.Diagnostics.Process*", "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Activity*", "System.Diagnostics.Tracing.*", "System.Diagnostics.Debug", "System.Diagnostics.Debugger", "System.Diagnostics.Trace*",
        "System.Random", "System.Guid", "System.Security.Cryptography.*", "System.Console", "System.Environment*", "System.AppContext", "System.AppDomain",
        "System.DateTime*", "System.DateOnly", "System.TimeOnly", "System.TimeProvider", "System.TimeZone*", "System.GC*", "System.Runtime.GCSettings",
        "System.WeakReference*", "System.Runtime.InteropServices.Marshal", "System.Runtime.InteropServices.NativeLibrary", "System.Runtime.InteropServices.GCHandle*",
        "System.Reflection.Assembly", "System.Reflection.MethodInfo", "System.Activator", "System.Lazy*", "System.Threading.ThreadLocal*", "System.ThreadStaticAttribute",
        "Microsoft.Win32.*", "Microsoft.Extensions.*", "Stomp.Runtime.*", "LanguageExt.Prelude", "LanguageExt.Aff*", "LanguageExt.Eff*", "LanguageExt.Atom*",
    ];

    // Exceptions to the above, each with its reason.
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["LanguageExt.Prelude"] = "it makes the Either of the whole-buffer conveniences; the effectful types beside it stay forbidden",
        ["System.GC"] = "a body's array is made with it without clearing it first, and is then filled whole",
        ["System.Security.Cryptography.SHA256"] = "digests of transcripts are made with it; it is a function of the octets it is given",
        ["System.Threading.Interlocked"] = "a persistent window claims the ownership of its storage with it; what a step answers does not depend on who wins",
    };

    private static IEnumerable<string> Listed => File.ReadLines(ListPath).Where(line => line.Length > 0 && line[0] != '#');

    [Fact]
    public void The_core_references_the_listed_types_alone()
    {
        using var core = BuiltAssembly.Pure();
        var referenced = core.ReferencedTypes();
        var added = referenced.Except(Listed).ToList();
        var gone = Listed.Except(referenced).Where(type => !IsOfTheCompiler(type)).ToList();
        var uses = added.Count == 0 ? [] : core.Uses();
        Assert.True(added.Count == 0, $"""
            Stomp.Pure references types that Stomp.Pure/AllowedTypes.txt does not name:
            {Lines(added.Select(type => type + WhoUses(uses, type)))}
            Is it a value, or an algorithm over values, the same on every machine, in every run and in every culture? Then add the line, in ordinal order.
            Does it read or write something outside, measure or wait for time, throw dice, or run something elsewhere? Then it belongs into
            Stomp.Runtime, and what the core needs of it arrives as an event or leaves as an effect.
            """);
        Assert.True(gone.Count == 0, $"Stomp.Pure references these no more; take them out of Stomp.Pure/AllowedTypes.txt:\n{Lines(gone)}");
    }

    [Fact]
    public void The_list_is_sorted_and_names_each_type_once() =>
        Assert.Equal(Listed.Distinct().Order(StringComparer.Ordinal), Listed);

    [Fact]
    public void The_list_holds_nothing_impure() => Assert.DoesNotContain(Listed, IsImpure);

    [Theory]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.Pipelines.PipeReader")]
    [InlineData("System.Net.Sockets.Socket")]
    [InlineData("System.Threading.Tasks.Task`1")]
    [InlineData("System.Threading.Thread")]
    [InlineData("System.Threading.Timer")]
    [InlineData("System.Threading.CancellationToken")]
    [InlineData("System.Threading.Channels.Channel`1")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.DateTime")]
    [InlineData("System.DateTimeOffset")]
    [InlineData("System.Diagnostics.Stopwatch")]
    [InlineData("System.Random")]
    [InlineData("System.Environment")]
    [InlineData("System.Environment+SpecialFolder")]
    [InlineData("System.Console")]
    [InlineData("System.Guid")]
    public void Is_impure(string type) => Assert.True(IsImpure(type));

    [Theory]
    [InlineData("System.TimeSpan")]
    [InlineData("System.Threading.Interlocked")]
    [InlineData("System.Text.Encoding")]
    public void Is_not_impure(string type) => Assert.False(IsImpure(type));

    [Fact]
    public void The_core_references_no_other_project_and_no_package_but_LanguageExt()
    {
        using var core = BuiltAssembly.Pure();
        Assert.Equal(["LanguageExt.Core"], core.Assemblies().Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));
    }

    private static bool IsImpure(string type) =>
        !Excused.ContainsKey(type)
        && Impure.Any(entry => entry[^1] == '*' ? type.StartsWith(entry[..^1], StringComparison.Ordinal) : type == entry);

    /// <summary>Attributes and aids whose presence depends on the configuration and on where the sources lie.</summary>
    private static bool IsOfTheCompiler(string type) =>
        type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
        || type.StartsWith("System.Diagnostics.", StringComparison.Ordinal)
        || type.StartsWith("System.Reflection.Assembly", StringComparison.Ordinal);

    private static string WhoUses(IReadOnlyList<Use> uses, string type) =>
        uses.FirstOrDefault(use => use.Type == type) is { } use ? $"   (in {use.User}.{use.Member})" : "";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => "  " + line));
}
