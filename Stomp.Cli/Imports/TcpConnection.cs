using System.Collections.Generic;
using System.Net;

namespace Stomp.Cli.Imports;

/// <summary>Both directions of a TCP connection, in the order in which a receiver could read them.</summary>
internal sealed class TcpConnection
{
    private readonly TcpStream[] _streams = [new(), new()];
    private readonly bool[] _ended = new bool[2];
    private readonly List<Passing> _passings = [];

    /// <summary>A connection between two ends.</summary>
    public TcpConnection(IPEndPoint one, IPEndPoint other) => Ends = [one, other];

    /// <summary>The two ends.</summary>
    public IPEndPoint[] Ends { get; }

    /// <summary>What passed, in order.</summary>
    public IReadOnlyList<Passing> Passings => _passings;

    /// <summary>Whether both beginnings were captured.</summary>
    public bool IsWhole => _streams[0].BeganWithSyn && _streams[1].BeganWithSyn;

    /// <summary>Whether a segment opens another connection between the same ends.</summary>
    public bool IsSuperseded(Segment segment) =>
        segment.Flags.HasFlag(SegmentFlags.Syn) && _streams[EndOf(segment)].IsAnother(segment);

    /// <summary>Takes a segment.</summary>
    public void Take(Segment segment)
    {
        var end = EndOf(segment);
        // What it confirms was on its way before it.
        if (segment.Acknowledges is { } number && !segment.Flags.HasFlag(SegmentFlags.Rst))
            Add(segment.At, 1 - end, _streams[1 - end].Acknowledge(number));
        if (segment.Flags.HasFlag(SegmentFlags.Rst))
        {
            End(segment.At, end, true);
            return;
        }

        Add(segment.At, end, _streams[end].Take(segment));
    }

    /// <summary>The capture is over.</summary>
    public void Finish(long at)
    {
        for (var end = 0; end < 2; end++)
            Add(at, end, _streams[end].Finish());
    }

    private void Add(long at, int end, IEnumerable<Piece> pieces)
    {
        foreach (var piece in pieces)
            _passings.Add(new(at, end, piece, PassingKind.Octets));
        if (_streams[end].IsOver)
            End(at, end, false);
    }

    private void End(long at, int end, bool isReset)
    {
        if (_ended[end])
            return;
        _ended[end] = true;
        _passings.Add(new(at, end, default, isReset ? PassingKind.Reset : PassingKind.End));
    }

    private int EndOf(Segment segment) => segment.From.Equals(Ends[0]) ? 0 : 1;
}

/// <summary>Something that one end did.</summary>
/// <param name="At">When, in ticks.</param>
/// <param name="End">Which end, 0 or 1.</param>
/// <param name="Piece">What it wrote.</param>
/// <param name="Kind">What it did.</param>
internal readonly record struct Passing(long At, int End, Piece Piece, PassingKind Kind);

/// <summary>What an end did.</summary>
internal enum PassingKind
{
    /// <summary>It wrote.</summary>
    Octets,

    /// <summary>It ended its stream.</summary>
    End,

    /// <summary>It broke the connection off.</summary>
    Reset,
}
