using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Stomp.Benchmarks.Compare;

/// <summary>Somebody who is measured: a program that takes a mode, a port, a count and a size and prints one JSON line.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Program">The program.</param>
/// <param name="First">Arguments before the case.</param>
/// <param name="Rates">Messages a second to expect, by mode, for the number of messages of a run.</param>
/// <param name="IsOurs">Whether it is the product, whose arguments look different.</param>
internal sealed record Contestant(string Name, string Program, IReadOnlyList<string> First, IReadOnlyDictionary<string, double> Rates, bool IsOurs = false)
{
    /// <summary>What all are held against: it writes as much at a time as the peer pours.</summary>
    public const string Raw = "raw socket";

    /// <summary>The same with writes as long as the product's, for the modes in which it writes: nobody is held against it, but it tells that the socket goes further.</summary>
    public const string RawLong = "raw socket, 1.5 MiB a write";

    /// <summary>Whether it moves octets without frames.</summary>
    public bool IsRaw => IsRawName(Name);

    public static bool IsRawName(string name) => name is Raw or RawLong;

    /// <summary>The modes in which it takes part; null for all.</summary>
    public IReadOnlyList<string>? Modes { get; init; }

    public bool Plays(string mode) => Modes?.Contains(mode) ?? true;

    /// <summary>The cores of the contestant and of the peer for echoes: one and the same.</summary>
    private static readonly string[] OneCore = ["-c", "0"];

    public IEnumerable<string> Arguments(Case what, int port, long count)
    {
        foreach (var argument in First)
            yield return argument;
        if (!IsOurs)
        {
            yield return what.Mode;
            yield return Text(port);
            yield return Text(count);
            yield return Text(what.Size);
            yield break;
        }

        foreach (var argument in (string[])["bench", "--broker", $"stomp://127.0.0.1:{Text(port)}", "--peer", "--json", "--mode", what.Mode, "--count", Text(count), "--size", Text(what.Size)])
            yield return argument;
    }

    /// <summary>Program and arguments, on one core for echoes.</summary>
    public (string Program, List<string> Arguments) Command(Case what, int port, long count)
    {
        var arguments = new List<string>(Arguments(what, port, count));
        if (what.Mode != "echo")
            return (Program, arguments);
        arguments.Insert(0, Program);
        arguments.InsertRange(0, OneCore);
        return ("taskset", arguments);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
