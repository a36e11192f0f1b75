using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

// Three messages in a transaction that is left without a commit, three in one that is committed: three arrive. Then one is consumed in a transaction
// together with its answer. Without an address it runs on a broker of its own:
//
//   dotnet run --project samples/Transaction
//   dotnet run --project samples/Transaction -- stomp://guest:guest@localhost:61613 /queue/test
await using var own = args.Length == 0 ? await EmbeddedBroker.StartAsync() : null;
var address = own?.Uri ?? args[0];
var destination = args.Length > 1 ? args[1] : "/queue/test";
using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
var confirmed = new FrameOptions { WaitForReceipt = true };

await using var stomp = await StompConnection.OpenAsync(address, patience.Token);

await using (var dropped = await stomp.BeginAsync(cancellationToken: patience.Token))
{
    for (var i = 1; i <= 3; i++)
        await dropped.SendAsync(destination, $"dropped {i}", cancellationToken: patience.Token);
    // Left without a commit, it is aborted.
}

await using (var kept = await stomp.BeginAsync(cancellationToken: patience.Token))
{
    for (var i = 1; i <= 3; i++)
        await kept.SendAsync(destination, $"kept {i}", cancellationToken: patience.Token);
    await kept.CommitAsync(confirmed, patience.Token);
}

await using var messages = await stomp.SubscribeAsync(destination, AckMode.ClientIndividual, cancellationToken: patience.Token);
var seen = 0;
await foreach (var message in messages.WithCancellation(patience.Token))
{
    Console.WriteLine($"received: {message.GetText()}");
    await using var together = await stomp.BeginAsync(cancellationToken: patience.Token);
    await together.AckAsync(message, cancellationToken: patience.Token);
    await together.SendAsync(destination + ".answers", $"seen {message.GetText()}", cancellationToken: patience.Token);
    await together.CommitAsync(confirmed, patience.Token);
    if (++seen == 3)
        break;
}
