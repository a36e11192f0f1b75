using System;
using System.Linq;
using FsCheck.Fluent;
using Stomp.Properties.Connections;
using Stomp.Properties.Pools;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Shapes;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Properties.Transcripts;

/// <summary>Whatever a machine lives through can be written down, read and done again.</summary>
[Trait("Row", "M48")]
public sealed class TranscriptProperties(ITestOutputHelper output)
{
    private const int Worlds = 80;

    [Fact]
    public void Every_state_comes_back_as_it_was()
    {
        var scribes = Plots.Arbitrary().Generator.Sample(Worlds).Select(plot => Scribe.Of(plot, readsBack: true)).ToList();
        Assert.All(scribes, scribe => Assert.Empty(scribe.Lost));
        output.WriteLine($"{scribes.Sum(scribe => scribe.Steps)} states");
        Assert.True(scribes.Sum(scribe => scribe.Steps) > 5_000);
    }

    [Fact]
    public void Every_play_replays_to_the_same_states_and_effects()
    {
        foreach (var plot in Plots.Arbitrary().Generator.Sample(Worlds))
        {
            var scribe = Scribe.Of(plot, readsBack: false);
            var transcript = Parse(scribe.ToTranscript());
            Assert.Equal(new Verdict.Same(scribe.Steps), Replay.Verify(transcript));
            Assert.Equal(3, transcript.Connections.Count);
        }
    }

    [Fact]
    public void A_replay_of_a_prefix_is_the_prefix_of_the_replay()
    {
        foreach (var plot in Plots.Arbitrary().Generator.Sample(20))
        {
            var session = Parse(Scribe.Of(plot, readsBack: false).ToTranscript()).Connections[0];
            var whole = Replay.Run(session).ToList();
            var half = whole.Count / 2;
            Assert.Equal(whole.Take(half), Replay.Branch(session, half, []));
        }
    }

    [Fact]
    public void Every_pool_replays_to_the_same_states_and_effects()
    {
        foreach (var play in PoolCourses.All.Sample(200).Select(PoolPlay.Of))
        {
            var written = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = SessionWriter.OfPool(new(1, 7), play.Config);
            writer.Begin(written, Pool.Initial(play.Config, 7), 0);
            foreach (var (@event, step) in play.Steps)
            {
                Assert.Equal(step.State, Scribe.ReadBack(PoolShapes.State, step.State));
                writer.Add(written, @event, step);
            }

            writer.End(written, new SessionEnding.Ended("the play is over"));
            Assert.Equal(new Verdict.Same(play.Steps.Count), Replay.Verify(Parse(written.WrittenMemory)));
        }
    }

    private static Transcript Parse(ReadOnlyMemory<byte> octets) =>
        Transcript.Parse(octets).Match(Right: transcript => transcript, Left: fault => throw new InvalidOperationException(fault.ToString()));
}
