using System;
using Stomp.Samples.CSharp;

// The core needs no broker. Addresses of brokers, when given, are for the ten lines: stomp://guest:guest@localhost:61613
var wentWell = CoreSample.Run();
foreach (var address in args)
    wentWell &= await BrokerSample.RunAsync(address);
Console.WriteLine(wentWell ? "as expected" : "NOT as expected");
return wentWell ? 0 : 1;
