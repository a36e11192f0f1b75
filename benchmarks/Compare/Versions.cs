using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Stomp.Benchmarks.Compare;

/// <summary>The versions of the rivals and of what they run on, as package managers and programs say them.</summary>
internal static class Versions
{
    private static readonly string[] Packages = ["php8.2-stomp", "php8.2-cli", "python3-stomp", "python3", "ruby-stomp", "ruby"];

    public static IReadOnlyList<string> All(string rivals) =>
    [
        $".NET {Environment.Version}",
        .. Packages.Select(static package => $"{package} {Ask("dpkg-query", "-W", "-f", "${Version}", package)}"),
        .. ((string[])["@stomp/stompjs", "stompit"]).Select(name => $"{name} {OfModule(Path.Combine(rivals, "node_modules", name, "package.json"))}"),
        $"node {Ask("node", "--version")}",
    ];

    private static string OfModule(string path)
    {
        if (!File.Exists(path))
            return "missing";
        using var package = JsonDocument.Parse(File.ReadAllText(path));
        return package.RootElement.GetProperty("version").GetString() ?? "unknown";
    }

    private static string Ask(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && answer.Length > 0 ? answer : "missing";
        }
        catch (Win32Exception)
        {
            return "missing";
        }
    }
}
