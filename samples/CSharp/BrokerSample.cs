using System;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Samples.CSharp;

/// <summary>Ten lines to a message, on a broker that really runs.</summary>
internal static class BrokerSample
{
    public static async Task<bool> RunAsync(string address)
    {
        await using var stomp = await StompConnection.OpenAsync(address);
        // STOMP 1.0 has no client-individual.
        var mode = stomp.State is StompState.Connected { Version: StompVersion.V10 } ? AckMode.Client : AckMode.ClientIndividual;
        var destination = $"/queue/sample.{Guid.NewGuid():N}";

        await using var orders = await stomp.SubscribeAsync(destination, mode);
        await stomp.SendAsync(destination, "Hello", new() { WaitForReceipt = true });

        var text = "";
        await foreach (var message in orders)
        {
            text = message.GetText();
            await message.AckAsync();
            break;
        }

        Console.WriteLine($"{stomp.State} said {text}");
        return text == "Hello";
    }
}
