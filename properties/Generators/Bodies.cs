using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Values;

namespace Stomp.Properties.Generators;

/// <summary>Bodies: none, text, octets with and without NUL, and now and then a long one.</summary>
public static class Bodies
{
    private static readonly Gen<byte> Octet = Gen.Frequency(
        (3, Gen.Choose(0, 255).Select(octet => (byte)octet)),
        (1, Gen.Elements<byte>(0, (byte)'\n', (byte)'\r', (byte)':', (byte)'\\')));

    public static Gen<Payload> All { get; } = Gen.Frequency(
        (2, Gen.Constant(Payload.Empty)),
        (4, Gen.Elements(Realistic.Bodies).Select(Payload.FromText)),
        (4, Octet.ArrayOf().Select(octets => Payload.Wrap(octets))),
        (1, Octet.ArrayOf(50).Select(octets => Payload.Wrap(Enumerable.Repeat(octets, 100).SelectMany(part => part).ToArray()))));

    public static IEnumerable<Payload> Shrink(Payload body)
    {
        var octets = body.ToArray();
        foreach (var shorter in Octets.Cut(octets))
            yield return Payload.Wrap(shorter);
    }
}
