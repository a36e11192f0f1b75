using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Generators;

/// <summary>A valid stream, and where it is cut.</summary>
/// <param name="Dialect">The version's rules.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="Frames">What it says.</param>
/// <param name="Cuts">Numbers from which the splits are derived, so that cutting still makes sense when the stream shrinks.</param>
public sealed record WireStream(Dialect Dialect, Side From, IReadOnlyList<WireFrame> Frames, IReadOnlyList<int> Cuts)
{
    private Wire? _wire;

    public DecoderRules Rules => new() { Dialect = Dialect, From = From };

    public byte[] Octets => Wire.ToArray();

    public int Eols => Frames.Sum(frame => frame.Eols);

    /// <summary>Offsets inside an escape, a UTF-8 sequence or a CR LF.</summary>
    public IReadOnlyList<int> Inside => Wire.Inside;

    /// <summary>Where the stream is cut: every third time where it hurts.</summary>
    public int[] Splits
    {
        get
        {
            var length = Wire.ToArray().Length;
            return [.. Cuts.Select(cut => Place(cut, length)).Where(split => split > 0 && split < length).Distinct().Order()];
        }
    }

    public bool Equals(WireStream? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Octets.Length;

    public override string ToString() =>
        $"{From} in {Dialect}: {string.Join(" | ", Frames)} cut at {string.Join(", ", Splits)}: {Stomp.Pure.Values.Preview.Of(Octets, 400)}";

    private Wire Wire => _wire ??= Write();

    private int Place(int cut, int length) => cut % 3 == 0 && Inside.Count > 0 ? Inside[cut / 3 % Inside.Count] : length == 0 ? 0 : cut / 3 % length;

    private Wire Write()
    {
        var wire = new Wire();
        foreach (var frame in Frames)
            frame.WriteTo(wire, Dialect);
        return wire;
    }
}
