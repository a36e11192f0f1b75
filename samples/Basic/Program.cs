using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime;

// Connects, subscribes, sends, prints what comes, and says goodbye. Without an address it runs on a broker of its own:
//
//   dotnet run --project samples/Basic
//   dotnet run --project samples/Basic -- stomp://guest:guest@localhost:61613 /queue/test
await using var own = args.Length == 0 ? await EmbeddedBroker.StartAsync() : null;
var address = own?.Uri ?? args[0];
var destination = args.Length > 1 ? args[1] : "/queue/test";
using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

await using var stomp = await StompConnection.OpenAsync(address, patience.Token);
await using var messages = await stomp.SubscribeAsync(destination, cancellationToken: patience.Token);

await stomp.SendAsync(destination, "a message", new() { WaitForReceipt = true }, patience.Token);

await foreach (var message in messages.WithCancellation(patience.Token))
{
    Console.WriteLine($"received: {message.GetText()}");
    break;
}
