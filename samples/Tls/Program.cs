using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime;

// The same over TLS. The broker's certificate must carry the name in the address and come from an authority in CA.PEM; without that file, from one
// that the system trusts. A broker that wants to know who comes gets a certificate as well.
//
//   dotnet run --project samples/Tls -- stomp+ssl://guest:guest@localhost:61614 /queue/test CA.PEM [CLIENT.PEM CLIENT.KEY [PASSWORD]]
if (args.Length is < 2 or 4 or > 6)
{
    Console.Error.WriteLine("Tls ADDRESS DESTINATION [CA.PEM [CLIENT.PEM CLIENT.KEY [PASSWORD]]]");
    return 2;
}

var (address, destination) = (args[0], args[1]);
using var client = args.Length > 4 ? ClientCertificates.FromPem(args[3], args[4], args.Length > 5 ? args[5] : null) : null;
using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

var options = StompOptions.For(address)
    .WithTls(tls => tls with { Authorities = args.Length > 2 ? args[2] : null, ClientCertificate = client });

await using var stomp = await StompConnection.OpenAsync(options, patience.Token);
await using var messages = await stomp.SubscribeAsync(destination, cancellationToken: patience.Token);

await stomp.SendAsync(destination, "a message", new() { WaitForReceipt = true }, patience.Token);

await foreach (var message in messages.WithCancellation(patience.Token))
{
    Console.WriteLine($"received: {message.GetText()}");
    break;
}

return 0;
