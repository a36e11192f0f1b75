using System;
using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Properties.Frames;

/// <summary>A decoder led through a stream, and all that it brought.</summary>
internal sealed record Stroll(IReadOnlyList<Frame> Frames, int Eols, FrameFault? Fault, DecoderState Last, IReadOnlyList<DecoderState> States, long Touched)
{
    /// <summary>
    /// Feeds the octets, cut at the splits. With <paramref name="wipes"/> every chunk is overwritten when its steps are over, with <paramref name="gives"/> it is
    /// given away.
    /// </summary>
    public static Stroll Through(ReadOnlySpan<byte> octets, IEnumerable<int> splits, DecoderRules rules, bool wipes = false, bool gives = false, Action<DecoderState, byte[]>? before = null)
    {
        var frames = new List<Frame>();
        var states = new List<DecoderState>();
        var (state, eols, touched, begin) = (DecoderState.Start(rules), 0, 0L, 0);
        FrameFault? fault = null;
        foreach (var split in (int[])[.. splits, octets.Length])
        {
            var lent = octets[begin..split].ToArray();
            begin = split;
            before?.Invoke(state, (byte[])lent.Clone());
            for (var at = 0; at < lent.Length;)
            {
                var step = gives ? FrameDecoder.Step(state, Payload.Wrap(lent.AsMemory(at))) : FrameDecoder.Step(state, lent.AsSpan(at));
                if (step.Consumed <= 0 || step.Consumed > lent.Length - at)
                    throw new InvalidOperationException($"consumed {step.Consumed} of {lent.Length - at}");
                if (fault is not null && (step.Frame is not null || step.Eols > 0 || step.Fault is not null))
                    throw new InvalidOperationException("something came after a fault");
                if (step.Frame is { } frame)
                    frames.Add(frame);
                fault ??= step.Fault;
                (state, eols, touched, at) = (step.State, eols + step.Eols, touched + step.Touched, at + step.Consumed);
            }

            states.Add(state);
            if (wipes)
                lent.AsSpan().Fill(0x5A);
        }

        return new(frames, eols, fault ?? FrameDecoder.End(state).Fault, state, states, touched);
    }

    /// <summary>Feeds the octets as they come in chunks: those for which a state has room are read to there, the others to a buffer that is overwritten.</summary>
    public static Stroll Reading(ReadOnlySpan<byte> octets, IEnumerable<int> splits, DecoderRules rules)
    {
        var frames = new List<Frame>();
        var (state, eols, touched, begin) = (DecoderState.Start(rules), 0, 0L, 0);
        FrameFault? fault = null;
        foreach (var split in (int[])[.. splits, octets.Length])
        {
            while (begin < split)
            {
                var room = FrameDecoder.Room(state);
                var place = room.IsEmpty ? new byte[split - begin] : room[..Math.Min(room.Length, split - begin)];
                octets.Slice(begin, place.Length).CopyTo(place.Span);
                begin += place.Length;
                for (var at = 0; at < place.Length;)
                {
                    var step = FrameDecoder.Step(state, place.Span[at..]);
                    if (step.Frame is { } frame)
                        frames.Add(frame);
                    fault ??= step.Fault;
                    (state, eols, touched, at) = (step.State, eols + step.Eols, touched + step.Touched, at + step.Consumed);
                }

                if (room.IsEmpty)
                    place.Span.Fill(0x5A);
            }
        }

        return new(frames, eols, fault ?? FrameDecoder.End(state).Fault, state, [], touched);
    }

    /// <summary>One octet per chunk.</summary>
    public static IEnumerable<int> EachOctet(int length)
    {
        for (var split = 1; split < length; split++)
            yield return split;
    }

    /// <summary>Whether another stroll brought the same and ended in the same place; faults are compared by kind, their words may tell how far a chunk went.</summary>
    public bool Agrees(Stroll other) =>
        SequenceEquals(Frames, other.Frames)
        && Eols == other.Eols
        && Fault?.Kind == other.Fault?.Kind
        && (Fault is not null || Last.Equals(other.Last));

    public static bool SequenceEquals<T>(IReadOnlyList<T> left, IReadOnlyList<T> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i]))
                return false;
        }

        return true;
    }
}
