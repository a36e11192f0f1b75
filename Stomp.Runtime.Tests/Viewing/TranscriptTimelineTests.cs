using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Cli.Viewing;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Runtime.Tests.Viewing;

/// <summary>What is to be seen of a session that is done again.</summary>
public sealed class TranscriptTimelineTests
{
    private static readonly ConnectionConfig Config = new() { Session = new SessionConfig().WithHeartbeat(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) };

    private static readonly Timeline Lost = Play(
        () => new ConnectionEvent.Open(At(0), 1),
        () => new ConnectionEvent.Opened(At(5), 1),
        () => new ConnectionEvent.Written(At(6), 1, 1),
        () => Received(9, "CONNECTED\nversion:1.2\nserver:RabbitMQ/3.10.8\nheart-beat:1000,1000\n\n\0\n"),
        () => new ConnectionEvent.Ordered(new SessionEvent.Send(At(20), 2, "/queue/a", Payload.FromText("hello")) { Receipt = ReceiptWish.Named("r-1") }, 0),
        () => new ConnectionEvent.Written(At(21), 1, 2),
        () => Received(30, "RECEIPT\nreceipt-id:r-1\n\n\0\n"),
        () => Received(900, "\n"),
        null,
        null,
        null,
        null);

    [Fact]
    public void Frames_and_beats_of_both_sides_are_arrows()
    {
        Assert.Equal(
            ["> CONNECT", "< CONNECTED", "> SEND", "< RECEIPT", "< beat", "> beat"],
            Lost.Items.Select(Arrow).Where(arrow => arrow.Length > 0).Take(6));
    }

    [Fact]
    public void States_are_bands_with_the_cause_of_a_loss() => Assert.Equal(
        [(ClientState.Idle, ""), (ClientState.Dialling, "localhost:61613"), (ClientState.Connecting, "localhost:61613"), (ClientState.Connected, "STOMP 1.2 with RabbitMQ/3.10.8")],
        Bands().Take(4));

    [Fact]
    public void A_deadline_that_came_is_told_and_what_it_led_to()
    {
        var fired = Lost.Items.OfType<TimelineItem.Due>().Where(due => due.IsFired).ToList();
        Assert.Contains(fired, due => due.Reason == "heart-beat to send");
        var silence = fired.Single(due => due.Reason == "sign of life");
        Assert.Equal(silence.At, silence.Until);
        var (state, text) = Bands()[4];
        Assert.Equal(ClientState.Waiting, state);
        Assert.Contains("the broker was silent", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_due_next_is_told_when_it_is_something_else() => Assert.Equal(
        ["CONNECTED", "heart-beat to send"],
        Lost.Items.OfType<TimelineItem.Due>().Where(due => !due.IsFired).Select(due => due.Reason).Take(2));

    [Fact]
    public void Commands_and_their_outcomes_have_the_same_number()
    {
        var send = Lost.Items.OfType<TimelineItem.Order>().Single(order => order.What == "Send");
        Assert.Equal("/queue/a · 5 octets", send.Text);
        Assert.Equal("confirmed", Lost.Items.OfType<TimelineItem.Answer>().Single(answer => answer.Op == send.Op).Text);
    }

    [Fact]
    public void Everything_knows_its_step()
    {
        Assert.All(Lost.Items.SkipLast(1), item => Assert.NotNull(item.Step));
        Assert.Equal(Lost.Items.Select(item => item.Step).SkipLast(1).Order(), Lost.Items.Select(item => item.Step).SkipLast(1));
        Assert.Equal("recording stopped", Assert.IsType<TimelineItem.Note>(Lost.Items[^1]).What);
    }

    [Fact]
    public void A_divergence_stands_at_its_step()
    {
        var session = Record(() => new ConnectionEvent.Open(At(0), 1), () => new ConnectionEvent.Opened(At(5), 1));
        var timeline = TranscriptTimeline.Of("", new([session], [], []), new Verdict.Diverged(1, 2, 3, "the effects differ", "Opened", "this", "that", [new(".a", "1", "2")]));
        var note = Assert.Single(timeline.Items.OfType<TimelineItem.Note>(), note => note.IsBad);
        Assert.Equal((2, "diverges", "the effects differ"), (note.Step, note.What, note.Text));
        Assert.Contains(new Fact("written down", "this"), note.Facts);
        Assert.Contains(timeline.Facts, fact => fact.Name == "replay" && fact.Value.Contains("step 2", StringComparison.Ordinal));
    }

    private static List<(ClientState, string)> Bands() => [.. Lost.Items.OfType<TimelineItem.Band>().Select(band => (band.State, band.Text))];

    private static string Arrow(TimelineItem item) => item switch
    {
        TimelineItem.Framed framed => $"{Way(framed.From)} {framed.Content.Command.ToText()}",
        TimelineItem.Beat beat => $"{Way(beat.From)} beat",
        _ => "",
    };

    private static string Way(Side from) => from == Side.Client ? ">" : "<";

    private static Timeline Play(params Func<ConnectionEvent>?[] events) =>
        TranscriptTimeline.Of("played", new([Record(events)], [], []), new Verdict.Same(events.Length));

    /// <summary>A connection to which this happens; null is a tick at the next deadline.</summary>
    private static RecordedConnection Record(params Func<ConnectionEvent>?[] events)
    {
        var state = Connection.Initial(Config, 42);
        var recorded = new List<RecordedEvent<ConnectionEvent>>();
        foreach (var make in events)
        {
            var @event = make?.Invoke() ?? new ConnectionEvent.Tick(Connection.NextDeadline(state)!.Value.At);
            state = Connection.Step(state, @event).State;
            recorded.Add(new(recorded.Count + 1, recorded.Count + 2, @event, null, default));
        }

        return new(new(1, 42), Transcript.CurrentVersion, Config, Connection.Initial(Config, 42), 0, ValueList.From(recorded), [], SessionEnding.Open.Instance);
    }

    private static ConnectionEvent Received(int at, string octets) => new ConnectionEvent.BytesReceived(At(at), 1, Payload.FromText(octets));

    private static Instant At(int milliseconds) => Instant.FromMilliseconds(milliseconds);
}
