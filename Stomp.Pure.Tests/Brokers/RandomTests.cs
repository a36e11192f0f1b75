using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

/// <summary>Clients of all versions do what comes to their minds.</summary>
[Trait("Row", "N09")]
public class RandomTests
{
    private static readonly string[] Queues = ["/queue/a", "/queue/b", "/c"];
    private static readonly string[] Topics = ["/topic/a", "/topic/b"];

    [Fact]
    public void Whatever_happens_every_state_agrees_with_itself_and_nothing_is_lost_or_doubled()
    {
        var reached = new HashSet<string>();
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var world = new World(seed);
            for (var i = 0; i < 120; i++)
                world.Act();
            world.Finish();
            reached.UnionWith(world.Reached);
        }

        // The run is worth something only if it came everywhere.
        Assert.Superset(
            new HashSet<string>(["1.0", "1.1", "1.2", "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT", "stuck", "closed", "broken", "stalled", "redelivered"]),
            reached);
    }

    [Fact]
    public void Old_states_do_not_notice_what_becomes_of_others()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var world = new World(seed);
            for (var i = 0; i < 100; i++)
                world.Act();
            // Each step again, from the state it was made from, the last one first; then all of them from the beginning.
            var run = world.Bench.Run;
            for (var i = run.Count - 1; i >= 0; i--)
                Assert.Equal(run[i].Transition, Broker.Step(run[i].Before, run[i].Event));
            var state = Broker.Initial(run[0].Before.Config);
            foreach (var (before, happening, transition) in run)
            {
                Assert.Equal(before, state);
                var again = Broker.Step(state, happening);
                Assert.Equal(transition, again);
                state = again.State;
            }
        }
    }

    private sealed class World
    {
        private readonly List<Visitor> _visitors = [];
        private readonly HashSet<string> _sent = [];
        private readonly HashSet<string> _acknowledged = [];
        private Prng _dice;
        private int _bodies;
        private int _names;

        public World(ulong seed)
        {
            _dice = new(seed);
            Bench = new(config => config with { Nack = new NackPolicy.Requeue(), Limits = new() { UnwrittenMessages = 3 } });
        }

        public Bench Bench { get; }

        public HashSet<string> Reached { get; } = [];

        public void Act()
        {
            if (_visitors.Count == 0 || (_visitors.Count < 6 && Throw(10) == 0))
                Visit(Pick("1.0", "1.1", "1.2"));
            var visitor = _visitors[Throw(_visitors.Count)];
            switch (Throw(20))
            {
                case < 6:
                    Send(visitor);
                    break;
                case < 9:
                    Subscribe(visitor);
                    break;
                case 9:
                    Unsubscribe(visitor);
                    break;
                case < 14:
                    Acknowledge(visitor);
                    break;
                case < 17:
                    Transact(visitor);
                    break;
                case < 19:
                    Block(visitor);
                    break;
                case 19:
                    if (Throw(3) == 0)
                        Leave(visitor);
                    break;
            }

            Invariants.Hold(Bench.State);
            if (Bench.State.Links.Any(entry => entry.Value is Link.Open { Stalled.IsEmpty: false }))
                Reached.Add("stalled");
        }

        /// <summary>Everybody leaves; what is left in the queues must be what was never settled.</summary>
        public void Finish()
        {
            while (_visitors.Count > 0)
                Leave(_visitors[0]);
            Bench.Reach(Bench.Now.Milliseconds + 10_000);
            Assert.Equal(0, Bench.State.LinkCount);
            var last = Bench.Connect("1.2");
            foreach (var queue in Queues)
                last.Subscribes(queue, queue, "auto");
            var left = last.Messages.Select(message => message.GetText()).ToList();
            Assert.Equal(left.Count, left.Distinct().Count());
            Assert.DoesNotContain(left, _acknowledged.Contains);
            Assert.Equal(_sent.Where(body => !_acknowledged.Contains(body)).Order(), left.Order());
            last.Closes();
            Bench.ExpectNothingLeft();
        }

        private void Visit(string version)
        {
            Reached.Add(version);
            _visitors.Add(new(Bench.Connect(version), version));
        }

        private void Send(Visitor visitor)
        {
            Reached.Add("SEND");
            var body = $"{++_bodies}";
            var isQueue = Throw(4) > 0;
            var destination = isQueue ? Pick(Queues) : Pick(Topics);
            if (visitor.Transaction is { } transaction && Throw(2) == 0)
            {
                visitor.Client.Sends(destination, body, "transaction:" + transaction);
                if (isQueue)
                    visitor.Intended.Add(body);
            }
            else
            {
                visitor.Client.Sends(destination, body, Throw(2) == 0 ? ["receipt:r"] : []);
                if (isQueue)
                    _sent.Add(body);
            }
        }

        private void Subscribe(Visitor visitor)
        {
            Reached.Add("SUBSCRIBE");
            var id = $"{++_names}";
            var isQueue = Throw(3) > 0;
            // Acknowledging one at a time keeps the books simple: what is settled is what was acknowledged by name.
            var mode = !isQueue ? Pick("auto", "client") : visitor.Version == "1.0" ? "client" : "client-individual";
            visitor.Client.Subscribes(isQueue ? Pick(Queues) : Pick(Topics), id, mode);
            visitor.Subscriptions.Add(id);
        }

        private void Unsubscribe(Visitor visitor)
        {
            if (visitor.Subscriptions.Count == 0)
                return;
            Reached.Add("UNSUBSCRIBE");
            var id = visitor.Subscriptions[Throw(visitor.Subscriptions.Count)];
            visitor.Subscriptions.Remove(id);
            visitor.Closed.Add(id);
            visitor.Client.Says("UNSUBSCRIBE", "id:" + id);
        }

        private void Acknowledge(Visitor visitor)
        {
            var open = visitor.Client.Messages.Where(visitor.MayAcknowledge).ToList();
            if (open.Count == 0)
                return;
            var message = open[Throw(open.Count)];
            if (message.Headers.Contains("redelivered"))
                Reached.Add("redelivered");
            visitor.Answered.Add(message);
            var body = message.GetText();
            if (visitor.Version != "1.0" && Throw(4) == 0)
            {
                Reached.Add("NACK");
                visitor.Client.Nacks(message);
            }
            else if (visitor.Transaction is { } transaction && Throw(2) == 0)
            {
                Reached.Add("ACK");
                visitor.Client.Acks(message, "transaction:" + transaction);
                visitor.Settled.Add(body);
                visitor.Reserved.Add(message);
            }
            else
            {
                Reached.Add("ACK");
                visitor.Client.Acks(message);
                _acknowledged.Add(body);
            }
        }

        private void Transact(Visitor visitor)
        {
            if (visitor.Transaction is not { } transaction)
            {
                Reached.Add("BEGIN");
                visitor.Transaction = Pick("t", "u");
                visitor.Client.Says("BEGIN", "transaction:" + visitor.Transaction);
                return;
            }

            var end = Pick("COMMIT", "ABORT");
            Reached.Add(end);
            visitor.Client.Says(end, "transaction:" + transaction);
            if (end == "COMMIT")
            {
                _sent.UnionWith(visitor.Intended);
                _acknowledged.UnionWith(visitor.Settled);
            }
            else
            {
                visitor.Answered.ExceptWith(visitor.Reserved);
            }

            visitor.Forget();
        }

        private void Block(Visitor visitor)
        {
            Reached.Add("stuck");
            if (visitor.Client.IsStuck)
                visitor.Client.Loosen();
            else
                visitor.Client.IsStuck = true;
        }

        private void Leave(Visitor visitor)
        {
            _visitors.Remove(visitor);
            switch (Throw(3))
            {
                case 0:
                    Reached.Add("DISCONNECT");
                    visitor.Client.Says("DISCONNECT", "receipt:r");
                    break;
                case 1:
                    Reached.Add("closed");
                    visitor.Client.Closes();
                    break;
                case 2:
                    Reached.Add("broken");
                    visitor.Client.Breaks();
                    break;
            }
        }

        private string Pick(params string[] choices) => choices[Throw(choices.Length)];

        private int Throw(int bound)
        {
            var next = _dice.Below((ulong)bound);
            _dice = next.Rest;
            return (int)next.Value;
        }
    }

    private sealed class Visitor(Client client, string version)
    {
        public Client Client { get; } = client;

        public string Version { get; } = version;

        public string? Transaction { get; set; }

        public List<string> Subscriptions { get; } = [];

        public HashSet<string> Closed { get; } = [];

        /// <summary>Bodies of messages that the open transaction sends.</summary>
        public HashSet<string> Intended { get; } = [];

        /// <summary>Bodies of messages that the open transaction acknowledges.</summary>
        public HashSet<string> Settled { get; } = [];

        public HashSet<Frame> Reserved { get; } = new(ReferenceEqualityComparer.Instance);

        public HashSet<Frame> Answered { get; } = new(ReferenceEqualityComparer.Instance);

        public bool MayAcknowledge(Frame message) =>
            !Answered.Contains(message)
            && !Closed.Contains(message.Headers["subscription"]!)
            && !message.Headers["destination"]!.StartsWith("/topic/", System.StringComparison.Ordinal);

        public void Forget()
        {
            Transaction = null;
            Intended.Clear();
            Settled.Clear();
            Reserved.Clear();
        }
    }
}
