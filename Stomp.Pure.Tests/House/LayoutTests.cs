using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Xunit;

namespace Stomp.Pure.Tests.House;

/// <summary>What lies at the top of the repository, and which packages are used for what.</summary>
public sealed class LayoutTests
{
    // What the ecosystem expects beside the projects; everything else at the top has to argue for its place here.
    private static readonly string[] Files =
    [
        ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
        "LICENSE", "NuGet.config", "README.md", "SECURITY.md", "Stomp.sln", "global.json", "mutants.sh", "test.sh",
    ];

    private static readonly string[] Folders =
    [
        ".ci", ".config", ".git", ".github", "Stomp.Cli", "Stomp.Pure", "Stomp.Pure.Tests", "Stomp.Runtime", "Stomp.Runtime.Tests", "benchmarks", "build", "docs", "properties", "samples",
    ];

    // What .gitignore names, and what editors leave.
    private static readonly string[] Untracked = ["bin", "obj", "artifacts", "TestResults", ".vs", ".idea", ".vscode"];

    [Theory]
    [Trait("Row", "M51")]
    [InlineData("Stomp.Pure/Stomp.Pure.csproj")]
    [InlineData("Stomp.Runtime/Stomp.Runtime.csproj")]
    [InlineData("Stomp.Pure.Tests/Stomp.Pure.Tests.csproj")]
    [InlineData("Stomp.Runtime.Tests/Stomp.Runtime.Tests.csproj")]
    [InlineData("properties/Stomp.Properties.csproj")]
    [InlineData("Stomp.sln")]
    [InlineData(".editorconfig")]
    public void Is_there(string path) => Assert.True(File.Exists(Repository.PathTo(path)), path);

    [Fact]
    [Trait("Row", "M51")]
    public void Beside_them_lies_only_what_the_ecosystem_expects()
    {
        // A worktree of Git has a file in the place of the folder.
        Assert.Empty(Directory.GetFiles(Repository.Root).Select(Path.GetFileName).Except(Files).Except([".git"]));
        Assert.Empty(Directory.GetDirectories(Repository.Root).Select(Path.GetFileName).Except(Folders).Except(Untracked));
    }

    [Fact]
    [Trait("Row", "M51")]
    public void The_solution_holds_every_project()
    {
        var listed = File.ReadAllLines(Repository.PathTo("Stomp.sln"))
            .SelectMany(line => line.Split('"'))
            .Where(part => part.EndsWith("proj", StringComparison.Ordinal))
            .Select(part => part.Replace('\\', '/'));
        var there = Folders.Where(folder => folder[0] != '.' && Directory.Exists(Repository.PathTo(folder)))
            .SelectMany(folder => Directory.GetFiles(Repository.PathTo(folder), "*proj", SearchOption.AllDirectories))
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".fsproj", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));
        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [Trait("Row", "M50")]
    [InlineData("LanguageExt.Core", "Stomp.Pure/Stomp.Pure.csproj")]
    [InlineData("Microsoft.Extensions.Options", "Stomp.Runtime/Stomp.Runtime.csproj")]
    [InlineData("FsCheck.Xunit", "properties/Stomp.Properties.csproj")]
    [InlineData("FsCheck.Xunit", "properties/FSharp/Stomp.Properties.FSharp.fsproj")]
    [InlineData("Bogus", "properties/Stomp.Properties.csproj")]
    public void A_package_is_used_where_it_is_good(string package, string project)
    {
        Assert.Contains(package, Packages(Repository.PathTo("Directory.Packages.props"), "PackageVersion"));
        Assert.Contains(package, Packages(Repository.PathTo(project), "PackageReference"));
    }

    [Fact]
    [Trait("Row", "M50")]
    public void What_is_part_of_the_framework_is_no_package() =>
        Assert.DoesNotContain("System.Threading.Channels", Packages(Repository.PathTo("Directory.Packages.props"), "PackageVersion"));

    [Fact]
    [Trait("Row", "M50")]
    public void The_core_uses_LanguageExt()
    {
        using var core = BuiltAssembly.Pure();
        Assert.Contains("LanguageExt.Either`2", core.ReferencedTypes());
        Assert.Contains("LanguageExt.Option`1", core.ReferencedTypes());
        Assert.Contains("LanguageExt.Seq`1", core.ReferencedTypes());
    }

    private static string[] Packages(string file, string element) =>
        [.. XDocument.Load(file).Descendants(element).Select(package => (string?)package.Attribute("Include") ?? "")];
}
