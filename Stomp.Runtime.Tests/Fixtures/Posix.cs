using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.InteropServices;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>The few system calls that .NET has no name for.</summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "generated marshalling would need unsafe code")]
internal static class Posix
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static bool IsRoot => geteuid() == 0;

    /// <summary>Signals a process, or with a negative number a process group; a vanished one is no error.</summary>
    public static void Signal(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>Moves the calling thread into a network namespace of <c>ip netns</c>.</summary>
    public static void EnterNetwork(string name)
    {
        using var file = File.OpenHandle("/run/netns/" + name);
        if (setns((int)file.DangerousGetHandle(), 0) != 0)
            throw new InvalidOperationException($"setns {name}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int descriptor, int kind);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    [DllImport("libc")]
    private static extern uint geteuid();
}
