using System;
using System.IO;

namespace Stomp.Pure.Tests.House;

/// <summary>The repository around the tests.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found by walking up.</summary>
    public static string Root { get; } = Find();

    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Stomp.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Stomp.sln");
    }
}
