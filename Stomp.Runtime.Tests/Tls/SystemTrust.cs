using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>A client in a process of its own, which may have another opinion of whom the system trusts. It names no authority.</summary>
internal static class SystemTrust
{
    public const string Role = "system-trust";

    public const string Accepted = "accepted";

    /// <summary>Sends a message over TLS; what came of it.</summary>
    public static async Task<string> RunAsync(string uri, string queue)
    {
        try
        {
            await using var stomp = await Real.OpenAsync(StompOptions.For(uri).WithReconnect(policy => policy with { FirstRounds = 1 }));
            await stomp.SendAsync(queue, "x", Real.Receipted, Real.Soon);
            return Accepted;
        }
        catch (StompConnectionException exception)
        {
            return exception.Message;
        }
    }
}
