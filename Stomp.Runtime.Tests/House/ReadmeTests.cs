using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.House;

/// <summary>The README's first example is compiled and run as it stands; only the port is put in.</summary>
[Trait("Row", "M42")]
public sealed class ReadmeTests
{
    private const string Fence = "```";

    [BrokerFact(Broker.RabbitMq)]
    public async Task The_first_example_runs_on_RabbitMq() => await RunAsync((await RabbitMqBroker.SharedAsync()).Port);

    [BrokerFact(Broker.ActiveMq)]
    public async Task The_first_example_runs_on_ActiveMq() => await RunAsync((await ActiveMqBroker.SharedAsync()).Port);

    private static async Task RunAsync(int port)
    {
        var example = FirstExample();
        Assert.Contains("localhost:61613", example, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("stomp-readme-");
        try
        {
            var here = port.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Example.cs"), example.Replace("localhost:61613", "localhost:" + here, StringComparison.Ordinal));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Example.csproj"), Project());
            var output = await Command.RunAsync(new ProcessStartInfo("dotnet", ["run", "--project", folder.FullName]));
            Assert.Equal("Hello", output.Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string FirstExample()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var begin = readme.IndexOf(Fence + "csharp\n", StringComparison.Ordinal) + Fence.Length + "csharp\n".Length;
        return readme[begin..readme.IndexOf(Fence, begin, StringComparison.Ordinal)];
    }

    /// <summary>A program of its own that uses the libraries as they were built for this test.</summary>
    private static string Project()
    {
        var libraries = Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(file => Path.GetFileName(file) is { } name
                && (name is "Stomp.Pure.dll" or "Stomp.Runtime.dll" or "LanguageExt.Core.dll" || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
            .Select(file => $"""<Reference Include="{Path.GetFileNameWithoutExtension(file)}" HintPath="{file}" />""");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup>{string.Concat(libraries)}</ItemGroup>
            </Project>
            """;
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stomp.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Stomp.sln was not found above the tests.");
        return folder.FullName;
    }
}
