using System.Collections.Generic;
using System.Globalization;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>Reads both sides of one conversation and leads our client through it.</summary>
internal sealed class ConversationReader
{
    private readonly Conversation _conversation;
    private readonly int _lane;
    private readonly List<TimelineItem> _items = [];
    private readonly InferredClient _inferred;
    private readonly SideReader _client;
    private readonly SideReader _server;
    private readonly EncoderRules _opening;
    private readonly EncoderRules _encoding;
    private readonly bool _isWhole;

    public ConversationReader(Conversation conversation, int lane)
    {
        (_conversation, _lane) = (conversation, lane);
        var agreement = Agreement.Of(conversation);
        _isWhole = conversation.IsWhole;
        (_client, _server) = (agreement.Reader(Side.Client, _isWhole), agreement.Reader(Side.Server, _isWhole));
        _inferred = new(lane, _items);
        _opening = new() { Dialect = Dialect.Initial, From = Side.Client, ContentLength = ContentLengthMode.AsGiven };
        _encoding = _opening with { Dialect = Dialect.Of(agreement.Version) };
    }

    /// <summary>Everything that happened.</summary>
    public List<TimelineItem> Read()
    {
        if (!_isWhole && _conversation.Passages.Count > 0)
            Note(_conversation.Passages[0].At, "begins in the middle", "the beginning of this connection was not captured; it is read as STOMP 1.2, and nothing is inferred", false);
        foreach (var passage in _conversation.Passages)
            Take(passage);
        if (_conversation.Passages.Count > 0)
        {
            foreach (var side in (Side[])[Side.Client, Side.Server])
            {
                if (Reader(side).End() is Utterance.Garbage rest)
                    _items.Add(new TimelineItem.Garbage(_conversation.Passages[^1].At, _lane, side, rest.Fault.ToString(), rest.Octets));
            }
        }

        _inferred.Finish();
        return _items;
    }

    private void Take(Passage passage)
    {
        if (_isWhole)
            _inferred.PassTime(passage.At);
        switch (passage)
        {
            case Passage.Wrote wrote:
                foreach (var utterance in Reader(wrote.From).Read(wrote.Octets.Span))
                    Add(wrote, utterance);
                if (_isWhole && wrote.From == Side.Server)
                    _inferred.Hear(wrote.At, wrote.Octets);
                break;
            case Passage.Ended ended:
                _items.Add(new TimelineItem.Transport(ended.At, _lane, $"{Name(ended.From)} {(ended.IsReset ? "broke off" : "closed")}", ended.IsReset ? "reset" : "end of its stream", ended.IsReset));
                if (_isWhole && ended.From == Side.Server)
                    _inferred.HearEnd(ended.At);
                break;
            case Passage.Missing missing:
                var lost = Reader(missing.From).Lose();
                Note(missing.At, "not captured", string.Create(CultureInfo.InvariantCulture, $"{missing.Length} octets of the {Name(missing.From)}; {lost.Length} octets of a frame before them are lost with them, and reading goes on behind the next NUL"), true);
                break;
        }
    }

    private void Add(Passage.Wrote wrote, Utterance utterance)
    {
        switch (utterance)
        {
            case Utterance.Framed framed when wrote.From == Side.Client && _isWhole:
                var rules = framed.Frame.Command is Command.Connect or Command.Stomp ? _opening : _encoding;
                var item = new TimelineItem.Framed(wrote.At, _lane, wrote.From, framed.Frame) { Facts = [new("encoded again", Comparing.Again(framed.Frame, framed.Octets, rules))] };
                _inferred.Say(item, framed.Octets);
                break;
            case Utterance.Framed framed:
                _items.Add(new TimelineItem.Framed(wrote.At, _lane, wrote.From, framed.Frame));
                break;
            case Utterance.Beats beats:
                _items.Add(new TimelineItem.Beat(wrote.At, _lane, wrote.From, beats.Count));
                break;
            case Utterance.Garbage garbage:
                _items.Add(new TimelineItem.Garbage(wrote.At, _lane, wrote.From, garbage.Fault.ToString(), garbage.Octets));
                break;
        }
    }

    private SideReader Reader(Side side) => side == Side.Client ? _client : _server;

    private static string Name(Side side) => side == Side.Client ? "client" : "broker";

    private void Note(Instant at, string what, string text, bool isBad) => _items.Add(new TimelineItem.Note(at, _lane, what, text, isBad));
}
