using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Stomp.Runtime.Tests.Viewing;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Which foreign software this machine has, and whether doing without it is allowed.</summary>
public static class Installed
{
    private static readonly ConcurrentDictionary<Broker, bool> Found = new();

    /// <summary>In CI, or when asked for, a missing broker is a failure and not an excuse.</summary>
    public static bool Required { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)
        || Environment.GetEnvironmentVariable("STOMP_BROKERS") == "required";

    /// <summary>The reason why a test that needs these cannot run here; null when it can.</summary>
    public static string? WhyMissing(params Broker[] needed)
    {
        if (!OperatingSystem.IsLinux()) return "the fixtures use Linux's processes: run ./test.sh on Debian";
        var missing = needed.Where(broker => !Found.GetOrAdd(broker, Look)).Select(Name).ToList();
        return missing.Count == 0
            ? null
            : $"{string.Join(", ", missing)} is not installed: run ./test.sh, which installs it";
    }

    private static string Name(Broker broker) => broker switch
    {
        Broker.RabbitMq => "RabbitMQ",
        Broker.ActiveMq => "ActiveMQ",
        Broker.StompServer => "stompserver",
        Broker.PythonStomp => "python3-stomp",
        Broker.Chromium => "chromium",
        Broker.Tcpdump => "tcpdump, with the right to capture on lo,",
        _ => "openssl",
    };

    private static bool Look(Broker broker) => broker switch
    {
        Broker.RabbitMq => File.Exists(RabbitMqBroker.ServerProgram) && OnPath("epmd") && OnPath("openssl"),
        Broker.ActiveMq => ActiveMqBroker.JarsExist && OnPath("java") && OnPath("keytool") && OnPath("openssl"),
        Broker.StompServer => OnPath("stompserver") && OnPath("ruby"),
        Broker.PythonStomp => Succeeds("/usr/bin/python3", "-c", "import stomp"),
        Broker.Chromium => File.Exists(Browser.Program),
        // It opens the interface to ask, as a capture would.
        Broker.Tcpdump => OnPath("tcpdump") && Succeeds("tcpdump", "-i", "lo", "-L"),
        _ => OnPath("openssl"),
    };

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            return process.WaitForExit(TimeSpan.FromSeconds(20)) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
