using System.Collections.Generic;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>
/// Our own session in a foreign client's place: what that client wrote becomes the commands that an application would have given, what the broker
/// wrote is what the session reads, each at its moment. So there are states and outcomes to be seen, and what the session writes stands beside
/// what was really sent.
/// </summary>
internal sealed class InferredClient(int lane, List<TimelineItem> items)
{
    private readonly InferredOrders _orders = new();
    private readonly Dictionary<long, int> _ordered = [];
    private readonly List<Awaited> _awaited = [];
    private SessionState _state = Session.Initial(new());
    private string? _passcode;
    private bool _opened;
    private long _lastOp;

    /// <summary>Time passes up to a moment.</summary>
    public void PassTime(Instant at)
    {
        while (Session.NextDeadline(_state) is { } deadline && deadline.At <= at)
            Step(new SessionEvent.Tick(deadline.At));
    }

    /// <summary>The broker wrote octets.</summary>
    public void Hear(Instant at, Payload octets) => Step(new SessionEvent.BytesReceived(at, octets));

    /// <summary>The broker ended its stream.</summary>
    public void HearEnd(Instant at) => Step(new SessionEvent.PeerClosed(at));

    /// <summary>The client wrote a frame; it is added to the items behind the command that it stands for.</summary>
    public void Say(TimelineItem.Framed sent, Payload octets)
    {
        var frame = sent.Content;
        if (!_opened && frame.Command is Command.Connect or Command.Stomp)
            Open(sent, octets);
        else if (_orders.Of(sent.At, ++_lastOp, frame) is { } order)
            Obey(sent, octets, order);
        else
            items.Add(sent with { Comparison = new(Likeness.Refused, "no command of an application says it") });
    }

    /// <summary>Nothing more comes: what our client never wrote stays unwritten.</summary>
    public void Finish()
    {
        foreach (var awaited in _awaited)
            Judge(awaited.Item, new(Likeness.Refused, "our client had not written it by the end; it waits for what it asked for before"));
        _awaited.Clear();
    }

    private void Open(TimelineItem.Framed sent, Payload octets)
    {
        _opened = true;
        _passcode = sent.Content.Headers["passcode"];
        var config = InferredOrders.ConfigOf(sent.Content);
        var wrong = config.Check();
        items.Add(new TimelineItem.Order(sent.At, lane, 0, "Open", sent.Content.Headers["host"] ?? "") { IsInferred = true });
        Await(sent, octets);
        if (wrong is not null)
        {
            Refuse(items.Count - 1, wrong.Text);
            config = config with { Versions = [StompVersion.V12] };
        }

        _state = Session.Initial(config);
        Step(new SessionEvent.Opened(sent.At));
    }

    private void Obey(TimelineItem.Framed sent, Payload octets, SessionEvent.Order order)
    {
        items.Add(new TimelineItem.Order(sent.At, lane, order.Op, order.GetType().Name, Orders.Describe(order)) { IsInferred = true });
        Await(sent, octets);
        _ordered[order.Op] = items.Count - 1;
        Step(order);
    }

    private void Await(TimelineItem.Framed sent, Payload octets)
    {
        items.Add(sent);
        _awaited.Add(new(items.Count - 1, sent.Content, octets));
    }

    private void Step(SessionEvent @event)
    {
        var before = _state;
        var transition = Session.Step(before, @event);
        _state = transition.State;
        var last = 0L;
        var (taken, octets) = (0, 0L);
        foreach (var effect in transition.Effects)
        {
            switch (effect)
            {
                case SessionEffect.Transmit transmit:
                    last = transmit.Number;
                    Compare(transmit);
                    break;
                case SessionEffect.TransmitHeartbeat beat:
                    last = beat.Number;
                    break;
                case SessionEffect.Deliver deliver:
                    _orders.Delivered(deliver.Frame.Headers, deliver.Delivery);
                    (taken, octets) = (taken + 1, octets + deliver.Frame.Length);
                    break;
                case SessionEffect.Completed completed:
                    Answer(@event.At, completed, before is SessionState.Ended);
                    break;
                case SessionEffect.Noted noted:
                    items.Add(new TimelineItem.Note(@event.At, lane, noted.Kind.ToString(), noted.Text, false) { IsInferred = true });
                    break;
            }
        }

        if (_state.GetType() != before.GetType())
            items.Add(BandOf(@event.At));
        if (last > 0)
            Step(new SessionEvent.Written(@event.At, last));
        if (taken > 0)
            Step(new SessionEvent.Taken(@event.At, taken, octets));
    }

    private TimelineItem.Band BandOf(Instant at)
    {
        var (state, text) = _state switch
        {
            SessionState.Connecting => (ClientState.Connecting, ""),
            SessionState.Connected live => (ClientState.Connected, $"STOMP {live.Version.ToText()}"),
            SessionState.Disconnecting => (ClientState.Closing, ""),
            SessionState.Ended ended => (ClientState.Closed, ended.Reason.ToString()),
            _ => (ClientState.Idle, ""),
        };
        return new(at, lane, state, text) { IsInferred = true };
    }

    private void Answer(Instant at, SessionEffect.Completed completed, bool wasOver)
    {
        if (completed.Outcome is Outcome.Rejected or Outcome.NotSent || wasOver)
        {
            var why = wasOver ? "its session was over by then" : completed.Outcome.ToString();
            if (_ordered.TryGetValue(completed.Op, out var item))
                Refuse(item, why);
        }

        // That a frame was sent is to be seen.
        if (completed.Outcome is Outcome.Sent)
            return;
        var isBad = completed.Outcome is Outcome.Refused or Outcome.Rejected or Outcome.NotSent or Outcome.Unknown or Outcome.Stale;
        items.Add(new TimelineItem.Answer(at, lane, completed.Op, completed.Outcome.ToString(), isBad) { IsInferred = true });
    }

    private void Compare(SessionEffect.Transmit transmit)
    {
        var index = _awaited.FindIndex(awaited => awaited.Sent.Command == transmit.Frame.Command);
        if (index < 0)
            return;
        var awaited = _awaited[index];
        _awaited.RemoveAt(index);
        Judge(awaited.Item, Comparing.Of(awaited.Sent, awaited.Octets, transmit.Frame, transmit.Rules, _passcode));
    }

    private void Refuse(int item, string why)
    {
        if (_awaited.RemoveAll(awaited => awaited.Item == item) > 0)
            Judge(item, new(Likeness.Refused, $"our client would not have written it: {why}"));
    }

    private void Judge(int item, Comparison comparison) => items[item] = (TimelineItem.Framed)items[item] with { Comparison = comparison };

    private sealed record Awaited(int Item, Frame Sent, Payload Octets);
}
