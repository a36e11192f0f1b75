using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>The memory of this process, as the kernel counts it, in KiB.</summary>
internal static class Memory
{
    public static long Resident => Status("VmRSS:");

    /// <summary>The most since the last <see cref="ForgetPeak"/>.</summary>
    public static long Peak => Status("VmHWM:");

    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    /// <summary>What is left when all garbage is gone.</summary>
    public static long Settle()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Resident;
    }

    private static long Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
