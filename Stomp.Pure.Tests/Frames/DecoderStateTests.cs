using System;
using Stomp.Pure.Frames;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Where a decoder stands is a value: equal by what was read, whatever the pieces in which it came.</summary>
public sealed class DecoderStateTests
{
    private static readonly FrameLimits Tight = FrameLimits.Default.WithMaxBody(1000);

    [Theory]
    [InlineData("SEND\na:1\nb", "SEND\na:1\nc")]
    [InlineData("SEND\na:1\n", "SEND\na:1")]
    [InlineData("SEND\na:1\n\nbody", "SEND\na:1\n\nbode")]
    [InlineData("SEND\na:1\n\nbody", "SEND\na:2\n\nbody")]
    [InlineData("SEND\na:1\n\nbody", "SEND\na:1\n\nbod")]
    [InlineData("SEND\na:1\n\nbody", "SEND\na:1\n")]
    [InlineData("SEND\ncontent-length:9\n\nbody", "SEND\ncontent-length:8\n\nbody")]
    [InlineData("SEND\na:1\n\nbody", "MESSAGE\na:1\n\nbody")]
    public void States_are_equal_when_they_read_the_same_by_the_same_rules(string read, string other)
    {
        var rules = Rules("1.2");
        Assert.Equal(After(read, rules), After(read, rules, eachOctet: true));
        Assert.Equal(After(read, rules).GetHashCode(), After(read, rules, eachOctet: true).GetHashCode());
        Assert.NotEqual(After(read, rules), After(read, Rules("1.2", limits: Tight)));
        Assert.NotEqual(After(read, rules), After(other, other[0] == 'M' ? Rules("1.2", Side.Server) : rules));
        Assert.False(After(read, rules).Equals(null));
    }

    [Fact]
    public void Other_rules_hold_from_the_next_frame_on()
    {
        var (old, other) = (Rules("1.1"), Rules("1.2"));
        Assert.Equal(DecoderState.Start(other), DecoderState.Start(old).WithRules(other));
        foreach (var inside in (DecoderState[])[After("SEND\na:1", old), After("SEND\na:1\n\nx", old), After("XEND\n\n", old)])
            Assert.Same(inside, inside.WithRules(other));
    }

    /// <summary>The command alone sets these two apart: all else that was read is the same.</summary>
    [Fact]
    public void States_of_other_commands_are_other_states()
    {
        var rules = Rules("1.2");
        Assert.NotEqual(After("BEGIN\na:1\n", rules), After("ABORT\na:1\n", rules));
        Assert.NotEqual(After("SEND\ncontent-length:5\n", rules), After("SEND\ncontent-length:6\n", rules));
    }

    private static DecoderState After(string stream, DecoderRules rules, bool eachOctet = false)
    {
        var octets = Octets(stream);
        var state = DecoderState.Start(rules);
        for (var at = 0; at < octets.Length;)
        {
            var step = FrameDecoder.Step(state, octets.AsSpan(at, eachOctet ? 1 : octets.Length - at));
            state = step.State;
            at += step.Consumed;
        }

        return state;
    }
}
