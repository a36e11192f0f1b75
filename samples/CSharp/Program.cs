using System;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

foreach (var uri in args)
{
    await using var stomp = await StompConnection.OpenAsync(uri);
    Console.WriteLine(stomp.State);
    var individual = stomp.State is StompState.Connected { Version: not Stomp.Pure.Frames.StompVersion.V10 };
    await using var orders = await stomp.SubscribeAsync("/queue/orders", individual ? AckMode.ClientIndividual : AckMode.Client);
    await stomp.SendAsync("/queue/orders", "Hello", new() { WaitForReceipt = true });
    await foreach (var message in orders)
    {
        Console.WriteLine(message.GetText() + " " + message);
        await message.AckAsync();
        break;
    }
    await orders.UnsubscribeAsync();
    Console.WriteLine(await stomp.CloseAsync());
}
return 0;
