using System;
using System.Linq;
using Xunit;

namespace Stomp.Runtime.Tests.House;

/// <summary>What the shell's built assembly references, and the core's does not.</summary>
public sealed class ShellTests
{
    private static readonly string[] Shell = References(typeof(StompConnection));
    private static readonly string[] Core = References(typeof(Pure.Values.Instant));

    [Fact]
    [Trait("Row", "M46")]
    public void The_shell_knows_the_core_and_not_the_other_way_round()
    {
        Assert.Contains("Stomp.Pure", Shell);
        Assert.DoesNotContain("Stomp.Runtime", Core);
    }

    [Fact]
    [Trait("Row", "M46")]
    public void The_shell_holds_the_sockets()
    {
        Assert.Contains("System.Net.Sockets", Shell);
        Assert.DoesNotContain(Core, name => name.StartsWith("System.Net", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Row", "M50")]
    public void The_mailbox_is_a_channel_of_the_framework()
    {
        Assert.Contains("System.Threading.Channels", Shell);
        Assert.DoesNotContain("System.Threading.Channels", Core);
    }

    private static string[] References(Type type) =>
        [.. type.Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
}
