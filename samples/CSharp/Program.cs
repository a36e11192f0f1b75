using System;
using Stomp.Samples.CSharp;

// The core needs no broker, no socket and no clock.
var wentWell = CoreSample.Run();
Console.WriteLine(wentWell ? "as expected" : "NOT as expected");
return wentWell ? 0 : 1;
