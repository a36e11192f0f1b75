using System;
using System.Buffers;
using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>What a side said.</summary>
/// <param name="Octets">The very octets.</param>
internal abstract record Utterance(Payload Octets)
{
    /// <summary>A frame.</summary>
    public sealed record Framed(Payload Octets, Frame Frame) : Utterance(Octets);

    /// <summary>EOLs that are no line end behind a frame.</summary>
    public sealed record Beats(Payload Octets, int Count) : Utterance(Octets);

    /// <summary>Something that is no frame.</summary>
    public sealed record Garbage(Payload Octets, FrameFault Fault) : Utterance(Octets);
}

/// <summary>
/// Reads one side of a conversation. Unlike a program in the field, which must stop at the first fault, it goes on behind the next NUL: whoever
/// looks at a capture wants to see the rest.
/// </summary>
internal sealed class SideReader
{
    // What the decoder has begun and not finished, so that a frame's own octets are known and a fault can be stepped over.
    private readonly ArrayBufferWriter<byte> _begun = new();
    private readonly Func<Frame, DecoderRules?> _rulesBehind;
    private DecoderRules _rules;
    private DecoderState _state;
    private bool _skips;
    private bool _endsLine;

    /// <summary>A reader.</summary>
    /// <param name="first">The rules for the frame that opens the session.</param>
    /// <param name="rulesBehind">The rules behind a frame, null where they stay as they are.</param>
    public SideReader(DecoderRules first, Func<Frame, DecoderRules?> rulesBehind) =>
        (_state, _rules, _rulesBehind) = (DecoderState.Start(first), first, rulesBehind);

    /// <summary>Reads what arrived at once.</summary>
    public List<Utterance> Read(ReadOnlySpan<byte> octets)
    {
        var said = new List<Utterance>();
        _endsLine = false;
        while (!octets.IsEmpty)
            octets = _skips ? Skip(octets) : Step(octets, said);
        return said;
    }

    /// <summary>The stream goes on somewhere else: what was begun is lost, and what comes next may begin anywhere.</summary>
    public Payload Lose()
    {
        var lost = Payload.Copy(_begun.WrittenSpan);
        _skips = true;
        Begin();
        return lost;
    }

    /// <summary>The stream is over: what was begun and not finished.</summary>
    public Utterance? End() =>
        FrameDecoder.End(_state).Fault is { } fault && _begun.WrittenCount > 0
            ? new Utterance.Garbage(Payload.Copy(_begun.WrittenSpan), fault)
            : null;

    private ReadOnlySpan<byte> Step(ReadOnlySpan<byte> octets, List<Utterance> said)
    {
        var step = FrameDecoder.Step(_state, octets);
        _begun.Write(octets[..step.Consumed]);
        _state = step.State;
        if (step.Fault is { } fault)
            return StepOver(octets[step.Consumed..], fault, said);
        if (step.Frame is { } frame)
        {
            said.Add(new Utterance.Framed(Payload.Copy(_begun.WrittenSpan), frame));
            _rules = _rulesBehind(frame) ?? _rules;
            _state = DecoderState.Start(_rules);
            Begin();
            _endsLine = true;
        }
        else if (step.Eols > 0)
        {
            var beats = step.Eols - (_endsLine ? 1 : 0);
            if (beats > 0)
                said.Add(new Utterance.Beats(Payload.Copy(_begun.WrittenSpan), beats));
            _endsLine = false;
            Begin();
        }

        return octets[step.Consumed..];
    }

    /// <summary>Ends a malformed frame at its first NUL, which may be among the octets that the decoder took already.</summary>
    private ReadOnlySpan<byte> StepOver(ReadOnlySpan<byte> rest, FrameFault fault, List<Utterance> said)
    {
        var all = new byte[_begun.WrittenCount + rest.Length];
        _begun.WrittenSpan.CopyTo(all);
        rest.CopyTo(all.AsSpan(_begun.WrittenCount));
        var end = Array.IndexOf(all, (byte)0) + 1;
        _skips = end == 0;
        var length = _skips ? all.Length : end;
        said.Add(new Utterance.Garbage(Payload.Copy(all.AsSpan(0, length)), fault));
        Begin();
        _state = DecoderState.Start(_rules);
        return all.AsSpan(length);
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)0);
        if (end < 0)
            return default;
        _skips = false;
        _state = DecoderState.Start(_rules);
        Begin();
        return octets[(end + 1)..];
    }

    private void Begin() => _begun.ResetWrittenCount();
}
