using System;
using System.Collections.Generic;

namespace Stomp.Cli.Imports;

/// <summary>
/// One direction of a TCP connection, put together by sequence number: segments may come late, twice, overlapping, or past the end of the numbers.
/// Of octets that came twice the first ones count, as they did for the receiver.
/// </summary>
internal sealed class TcpStream
{
    // By distance from what is expected next; kept as (sequence, octets), few at a time.
    private readonly List<Waiting> _waiting = [];
    private uint _next;
    private bool _isStarted;
    private uint? _end;

    /// <summary>Whether its beginning was captured.</summary>
    public bool BeganWithSyn { get; private set; }

    /// <summary>Whether everything up to its end was read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether a SYN with another number belongs to a new connection on the same ports.</summary>
    public bool IsAnother(Segment syn) => _isStarted && syn.Sequence + 1 != _first;

    private uint _first;

    /// <summary>Takes a segment and says what can be read now.</summary>
    public IEnumerable<Piece> Take(Segment segment)
    {
        var sequence = segment.Sequence;
        if (segment.Flags.HasFlag(SegmentFlags.Syn))
        {
            sequence++;
            if (!_isStarted)
                BeganWithSyn = true;
        }

        if (!_isStarted && (segment.Length > 0 || BeganWithSyn || segment.Flags.HasFlag(SegmentFlags.Fin)))
        {
            _isStarted = true;
            (_first, _next) = (sequence, sequence);
        }

        if (segment.Length > 0)
            _waiting.Add(new(sequence, segment.Octets, segment.Length));
        if (segment.Flags.HasFlag(SegmentFlags.Fin))
            _end = sequence + (uint)segment.Length;
        return Drain();
    }

    /// <summary>The other side says that it has everything before a number: what is not here by now was never captured.</summary>
    public IEnumerable<Piece> Acknowledge(uint number)
    {
        if (!_isStarted || IsOver || Distance(number) <= 0)
            yield break;
        // The end counts as an octet of its own.
        var last = _end is { } end && number == end + 1 ? end : number;
        while (Distance(last) > 0)
        {
            var gap = FirstWaiting() is { } first && Distance(first) < Distance(last) ? Distance(first) : Distance(last);
            if (gap > 0)
            {
                _next += (uint)gap;
                yield return new(default, gap);
            }

            foreach (var piece in Drain())
                yield return piece;
        }

        foreach (var piece in Drain())
            yield return piece;
    }

    /// <summary>Nothing more comes: what waits is read, with the gaps before it.</summary>
    public IEnumerable<Piece> Finish()
    {
        while (FirstWaiting() is { } first)
        {
            var gap = Distance(first);
            if (gap > 0)
            {
                _next = first;
                yield return new(default, gap);
            }

            foreach (var piece in Drain())
                yield return piece;
        }
    }

    private IEnumerable<Piece> Drain()
    {
        for (var i = 0; i < _waiting.Count;)
        {
            var waiting = _waiting[i];
            var ahead = Distance(waiting.Sequence);
            if (ahead > 0)
            {
                i++;
                continue;
            }

            _waiting.RemoveAt(i);
            var skip = -ahead;
            if (skip >= waiting.Length)
                continue;
            _next += (uint)(waiting.Length - skip);
            if (skip < waiting.Octets.Length)
                yield return new(waiting.Octets[skip..], 0);
            var cut = waiting.Length - Math.Max(skip, waiting.Octets.Length);
            if (cut > 0)
                yield return new(default, cut);
            // What waited behind this one may be next now.
            i = 0;
        }

        IsOver |= _end == _next && _isStarted;
    }

    private uint? FirstWaiting()
    {
        uint? first = null;
        foreach (var waiting in _waiting)
        {
            if (first is null || Distance(waiting.Sequence) < Distance(first.Value))
                first = waiting.Sequence;
        }

        return first;
    }

    /// <summary>How far a number is ahead of what is expected next; numbers wrap around.</summary>
    private int Distance(uint number) => (int)(number - _next);

    private readonly record struct Waiting(uint Sequence, ReadOnlyMemory<byte> Octets, int Length);
}

/// <summary>A part of a stream: octets, or a hole.</summary>
/// <param name="Octets">The octets, empty for a hole.</param>
/// <param name="Missing">How many octets were not captured, zero for octets.</param>
internal readonly record struct Piece(ReadOnlyMemory<byte> Octets, int Missing);
