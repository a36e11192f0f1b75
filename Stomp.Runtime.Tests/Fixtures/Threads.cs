using System.Runtime.CompilerServices;
using System.Threading;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// Some tests block threads of the pool on purpose, and with two processors it begins with two and adds one in half a second: what others measure would be that.
/// </summary>
internal static class Threads
{
    [ModuleInitializer]
    internal static void Provide() => ThreadPool.SetMinThreads(32, 32);
}
