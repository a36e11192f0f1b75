using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Sessions;

/// <summary>What holds for a session whatever happens to it.</summary>
[Trait("Row", "M45")]
[Properties(Arbitrary = [typeof(Courses)], MaxTest = Cases.Some, QuietOnSuccess = true)]
public sealed class SessionProperties
{
    [Property]
    public void Every_operation_ends_exactly_once(Course course)
    {
        var play = Play.Of(course);
        Assert.IsType<SessionState.Ended>(play.State);
        Assert.Equal(play.Ops, play.Effects.OfType<SessionEffect.Completed>().Select(done => done.Op).Order());
    }

    [Property]
    public void A_session_ends_once_and_says_nothing_more(Course course)
    {
        var effects = Play.Of(course).Effects.ToList();
        var end = effects.FindIndex(effect => effect is SessionEffect.Ended);
        Assert.Single(effects, effect => effect is SessionEffect.Ended);
        Assert.Single(effects, effect => effect is SessionEffect.Close);
        Assert.All(effects.Skip(end + 1), effect => Assert.True(effect is SessionEffect.Completed or SessionEffect.Close, effect.ToString()));
    }

    [Property]
    public void What_is_written_is_in_order_and_can_be_written(Course course)
    {
        var (last, isOpen, saidGoodbye, halfClosed) = (0L, false, false, false);
        foreach (var effect in Play.Of(course).Effects)
        {
            switch (effect)
            {
                case SessionEffect.Transmit transmit:
                    Assert.Equal(++last, transmit.Number);
                    Assert.False(saidGoodbye);
                    Assert.Equal(isOpen, transmit.Frame.Command != Command.Connect);
                    Assert.Null(FrameEncoder.Encode(transmit.Frame, transmit.Rules, new ArrayBufferWriter<byte>()));
                    saidGoodbye = transmit.Frame.Command == Command.Disconnect;
                    break;
                case SessionEffect.TransmitHeartbeat beat:
                    Assert.Equal(++last, beat.Number);
                    Assert.True(isOpen && !halfClosed);
                    break;
                case SessionEffect.Established:
                    isOpen = true;
                    break;
                case SessionEffect.HalfClose:
                    halfClosed = true;
                    break;
            }
        }
    }

    [Property]
    public void Ids_are_never_used_twice(Course course)
    {
        var play = Play.Of(course);
        var subscribed = Written(play, Command.Subscribe, "id");
        Assert.Equal(subscribed.Count, subscribed.Distinct().Count());
        var begun = Written(play, Command.Begin, "transaction");
        Assert.Equal(begun.Count, begun.Distinct().Count());
        var deliveries = play.Effects.OfType<SessionEffect.Deliver>().Select(deliver => deliver.Delivery).ToList();
        Assert.Equal(Enumerable.Range(1, deliveries.Count).Select(number => (long)number), deliveries);
    }

    private static List<string?> Written(Play play, Command command, string header) =>
        [.. play.Effects.OfType<SessionEffect.Transmit>().Where(transmit => transmit.Frame.Command == command).Select(transmit => transmit.Frame.Headers[header])];

    [Property]
    public void A_rejection_changes_nothing(Course course)
    {
        var play = Play.Of(course);
        for (var i = 1; i < play.Steps.Count; i++)
        {
            if (play.Steps[i].Effects.Any(effect => effect is SessionEffect.Completed { Outcome: Outcome.Rejected }))
            {
                Assert.Single(play.Steps[i].Effects);
                Assert.Equal(play.Steps[i - 1].State, play.Steps[i].State);
            }
        }
    }

    [Property]
    public void A_tick_that_comes_early_or_twice_changes_nothing(Course course)
    {
        var play = Play.Of(course);
        foreach (var (step, @event) in play.Steps.Zip(play.Events))
        {
            var due = Session.NextDeadline(step.State);
            var early = due is { } deadline ? new Instant(deadline.At.Ticks - 1) : @event.At + TimeSpan.FromDays(1);
            if (early >= @event.At)
                Assert.Equal(Transition.Quiet<SessionState, SessionEffect>(step.State), Session.Step(step.State, new SessionEvent.Tick(early)));
            if (due is null)
                continue;

            var at = Instant.Max(due.Value.At, @event.At);
            var ticked = Session.Step(step.State, new SessionEvent.Tick(at));
            Assert.NotEqual(Transition.Quiet<SessionState, SessionEffect>(step.State), ticked);
            Assert.True(Session.NextDeadline(ticked.State) is not { } next || next.At > at, "something is due still");
            Assert.Equal(Transition.Quiet<SessionState, SessionEffect>(ticked.State), Session.Step(ticked.State, new SessionEvent.Tick(at)));
        }
    }

    [Property]
    public void Only_time_that_passes_counts(Course course, int seconds)
    {
        var offset = TimeSpan.FromTicks((seconds * (long)TimeSpan.TicksPerSecond) + 3);
        var play = Play.Of(course);
        var shifted = Play.Again(course.Config, play.Events.Select(@event => @event with { At = @event.At + offset }));
        foreach (var (before, after) in play.Steps.Zip(shifted))
        {
            Assert.Equal(before.Effects, after.Effects);
            var due = Session.NextDeadline(before.State);
            Assert.Equal(due is { } deadline ? deadline with { At = deadline.At + offset } : null, Session.NextDeadline(after.State));
        }
    }

    [Property]
    public void Old_states_stay_what_they_were(Course course)
    {
        var play = Play.Of(course);
        var again = Play.Again(course.Config, play.Events);

        // Every old state goes on once more, youngest first, beside what became of it before.
        for (var i = play.Steps.Count - 1; i > 0; i--)
        {
            Assert.Equal(again[i], Session.Step(play.Steps[i - 1].State, play.Events[i]));
            Session.Step(play.Steps[i - 1].State, new SessionEvent.Send(play.Events[i].At, 999, "/fork", default) { Receipt = ReceiptWish.Counted });
        }

        Assert.Equal(again, play.Steps);
    }

    [Property]
    public void Nothing_of_a_lent_buffer_is_kept(Course course)
    {
        var play = Play.Of(course);
        var state = Session.Initial(course.Config);
        foreach (var (expected, @event) in play.Steps.Zip(play.Events))
        {
            var lent = (@event as SessionEvent.BytesReceived)?.Octets.ToArray() ?? [];
            var step = Session.Step(state, @event is SessionEvent.BytesReceived received ? received with { Octets = Payload.Wrap(lent) } : @event);
            lent.AsSpan().Fill(0x5A);
            Assert.Equal(expected, step);
            state = step.State;
        }
    }

    [Property]
    public void Octets_mean_the_same_however_they_are_cut(Course course)
    {
        var play = Play.Of(course);
        var cut = Play.Again(course.Config, play.Events.SelectMany(Single));
        Assert.Equal(play.Effects, cut.SelectMany(step => step.Effects));
        Assert.Equal(play.State, cut[^1].State);
    }

    private static IEnumerable<SessionEvent> Single(SessionEvent @event) =>
        @event is SessionEvent.BytesReceived { Octets.IsEmpty: false } received
            ? received.Octets.ToArray().Select(octet => received with { Octets = Payload.Copy([octet]) })
            : [@event];

    [Fact]
    public void The_courses_reach_everything()
    {
        var plays = Courses.All.Sample(3000).Select(Play.Of).ToList();
        var connected = plays.Count(play => play.Steps.Any(step => step.State is SessionState.Connected));
        Assert.InRange(connected, 1500, 3000);
        Assert.InRange(plays.Count(play => play.Effects.Any(effect => effect is SessionEffect.Deliver)), 600, 3000);
        foreach (var version in Enum.GetValues<StompVersion>())
            Assert.InRange(plays.Count(play => play.Steps.Any(step => step.State is SessionState.Live live && live.Version == version)), 150, 3000);

        AllOf(typeof(SessionEvent), plays.SelectMany(play => play.Events));
        AllOf(typeof(SessionState), plays.SelectMany(play => play.Steps).Select(step => step.State).Append(Session.Initial(new())));
        AllOf(typeof(SessionEffect), plays.SelectMany(play => play.Effects));
        AllOf(typeof(EndReason), plays.SelectMany(play => play.Effects).OfType<SessionEffect.Ended>().Select(ended => ended.Reason),
            nameof(EndReason.DialFailed), nameof(EndReason.CredentialsFailed));
        AllOf(typeof(Outcome), plays.SelectMany(play => play.Effects).OfType<SessionEffect.Completed>().Select(done => done.Outcome),
            nameof(Outcome.NotSent), nameof(Outcome.Stale), nameof(Outcome.Opened));
        Assert.Equal(
            Enum.GetValues<GoodbyeStep>(),
            plays.SelectMany(play => play.Steps).Select(step => step.State).OfType<SessionState.Disconnecting>().Select(state => state.Step).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<NoteKind>().Where(kind => kind != NoteKind.StompEscaping),
            plays.SelectMany(play => play.Effects).OfType<SessionEffect.Noted>().Select(noted => noted.Kind).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<RejectionKind>(),
            plays.SelectMany(play => play.Effects).OfType<SessionEffect.Completed>().Select(done => done.Outcome).OfType<Outcome.Rejected>().Select(rejected => rejected.Why.Kind).Distinct().Order());
    }

    /// <summary>Every case occurs but those that belong to the connection above.</summary>
    private static void AllOf(Type root, IEnumerable<object> seen, params string[] above)
    {
        var cases = root.Assembly.GetTypes().Where(type => type.IsSubclassOf(root) && !type.IsAbstract).Select(type => type.Name);
        var names = seen.Select(one => one.GetType().Name).ToHashSet();
        Assert.Equal([], cases.Except(above).Where(name => !names.Contains(name)));
    }
}
