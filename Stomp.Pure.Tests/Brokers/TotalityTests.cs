using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Stomp.Pure.Brokers;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

/// <summary>Every state of a link meets every kind of event, and what comes of it is written down here.</summary>
[Trait("Row", "N09")]
public class TotalityTests
{
    private static readonly Instant Later = Instant.FromMilliseconds(10);

    // Beginnings of names of states: what one link is before and after. An unlisted effect is a failure.
    private static readonly (string State, string Event, string After, string Effects)[] Table =
    [
        ("None", "Accepted", "Greeting", ""),
        ("None", "Received frame", "None", ""),
        ("None", "Received part", "None", ""),
        ("None", "Received soup", "None", ""),
        ("None", "Received nothing", "None", ""),
        ("None", "PeerClosed", "None", ""),
        ("None", "Lost", "None", ""),
        ("None", "Written", "None", ""),
        ("None", "Tick", "None", ""),
        ("None", "Tick due", "None", ""),

        ("Greeting", "Accepted", "same", ""),
        ("Greeting", "Received frame", "Lingering", "Transmit HalfClose"),
        ("Greeting", "Received part", "Greeting", ""),
        ("Greeting", "Received soup", "Lingering", "Transmit HalfClose"),
        ("Greeting", "Received nothing", "same", ""),
        ("Greeting", "PeerClosed", "None", "Close"),
        ("Greeting", "Lost", "None", ""),
        ("Greeting", "Written", "same", ""),
        ("Greeting", "Tick", "same", ""),
        ("Greeting", "Tick due", "Lingering", "Transmit HalfClose"),

        ("Open", "Accepted", "same", ""),
        ("Open", "Received frame", "Open", "Transmit"),
        ("Open", "Received part", "Open", ""),
        ("Open", "Received soup", "Lingering", "Transmit HalfClose"),
        ("Open", "Received nothing", "same", ""),
        ("Open", "PeerClosed", "None", "Close"),
        ("Open", "Lost", "None", ""),
        ("Open", "Written", "same", ""),
        ("Open", "Tick", "same", ""),
        ("Open", "Tick due", "Open", "TransmitHeartbeat"),

        ("Open unwritten", "Accepted", "same", ""),
        ("Open unwritten", "Received frame", "Open", "Transmit"),
        ("Open unwritten", "Received part", "Open", ""),
        ("Open unwritten", "Received soup", "Lingering", "Transmit HalfClose"),
        ("Open unwritten", "Received nothing", "same", ""),
        ("Open unwritten", "PeerClosed", "Lingering", "HalfClose"),
        ("Open unwritten", "Lost", "None", ""),
        ("Open unwritten", "Written", "Open", ""),
        ("Open unwritten", "Tick", "same", ""),
        ("Open unwritten", "Tick due", "None", "Diagnostic Close"),

        ("Lingering", "Accepted", "same", ""),
        ("Lingering", "Received frame", "same", ""),
        ("Lingering", "Received part", "same", ""),
        ("Lingering", "Received soup", "same", ""),
        ("Lingering", "Received nothing", "same", ""),
        ("Lingering", "PeerClosed", "None", "Close"),
        ("Lingering", "Lost", "None", ""),
        ("Lingering", "Written", "same", ""),
        ("Lingering", "Tick", "same", ""),
        ("Lingering", "Tick due", "None", "Close"),

        ("Lingering unwritten", "Accepted", "same", ""),
        ("Lingering unwritten", "Received frame", "same", ""),
        ("Lingering unwritten", "Received part", "same", ""),
        ("Lingering unwritten", "Received soup", "same", ""),
        ("Lingering unwritten", "Received nothing", "same", ""),
        ("Lingering unwritten", "PeerClosed", "Lingering", ""),
        ("Lingering unwritten", "Lost", "None", ""),
        ("Lingering unwritten", "Written", "Lingering", ""),
        ("Lingering unwritten", "Tick", "same", ""),
        ("Lingering unwritten", "Tick due", "None", "Close"),

        ("Lingering unwritten and left", "Accepted", "same", ""),
        ("Lingering unwritten and left", "Received frame", "same", ""),
        ("Lingering unwritten and left", "Received part", "same", ""),
        ("Lingering unwritten and left", "Received soup", "same", ""),
        ("Lingering unwritten and left", "Received nothing", "same", ""),
        ("Lingering unwritten and left", "PeerClosed", "same", ""),
        ("Lingering unwritten and left", "Lost", "None", ""),
        ("Lingering unwritten and left", "Written", "None", "Close"),
        ("Lingering unwritten and left", "Tick", "same", ""),
        ("Lingering unwritten and left", "Tick due", "None", "Close"),
    ];

    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var (state, happening, after, effects) in Table)
                rows.Add(state, happening, after, effects);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_state_meets_every_event(string name, string happening, string after, string effects)
    {
        var before = States[name]();
        var transition = Broker.Step(before, Events[happening](before));
        Invariants.Hold(transition.State);
        Assert.Equal(effects, string.Join(' ', transition.Effects.ToSeq().Select(effect => effect.GetType().Name)));
        if (after == "same")
            Assert.Equal(before, transition.State);
        else
            Assert.Equal(after, NameOf(transition.State));
    }

    [Fact]
    public void The_table_is_whole()
    {
        Assert.Equal(
            States.Keys.SelectMany(state => Events.Keys.Select(happening => (state, happening))).Order(),
            Table.Select(row => (row.State, row.Event)).Order());
        Assert.Equal(Cases(typeof(BrokerEvent)), Events.Keys.Select(key => key.Split(' ')[0]).Distinct().Order());
        Assert.Equal(Cases(typeof(Link)), States.Keys.Select(key => key.Split(' ')[0]).Where(key => key != "None").Distinct().Order());
    }

    [Theory]
    [InlineData(typeof(BrokerEvent))]
    [InlineData(typeof(BrokerEffect))]
    [InlineData(typeof(NackPolicy))]
    [InlineData(typeof(Link))]
    [InlineData(typeof(Intent))]
    public void Sums_are_closed(Type sum)
    {
        Assert.True(sum.IsAbstract);
        Assert.All(sum.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), constructor =>
            Assert.True(constructor.IsPrivate || constructor.IsFamilyAndAssembly || constructor.GetParameters() is [{ ParameterType: var copied }] && copied == sum));
        Assert.All(sum.Assembly.GetTypes().Where(type => type.BaseType == sum), type =>
        {
            Assert.True(type.IsSealed);
            Assert.Equal(sum, type.DeclaringType);
        });
    }

    private static Dictionary<string, Func<BrokerState>> States { get; } = new()
    {
        ["None"] = () => Bench(_ => { }).State,
        ["Greeting"] = () => Bench(bench => bench.Accept()).State,
        ["Open"] = () => Bench(bench => Agree(bench)).State,
        ["Open unwritten"] = () => Bench(bench => Stuck(bench)).State,
        ["Lingering"] = () => Bench(bench => Agree(bench).Says("DISCONNECT")).State,
        ["Lingering unwritten"] = () => Bench(bench => Stuck(bench).Says("DISCONNECT")).State,
        ["Lingering unwritten and left"] = () => Bench(bench => Stuck(bench).Says("DISCONNECT").Closes()).State,
    };

    private static Dictionary<string, Func<BrokerState, BrokerEvent>> Events { get; } = new()
    {
        ["Accepted"] = _ => new BrokerEvent.Accepted(Later, 1),
        ["Received frame"] = _ => new BrokerEvent.Received(Later, 1, Payload.FromText("SEND\ndestination:/q\nreceipt:1\n\n\0")),
        ["Received part"] = _ => new BrokerEvent.Received(Later, 1, Payload.FromText("S")),
        ["Received soup"] = _ => new BrokerEvent.Received(Later, 1, Payload.FromText("soup\n")),
        ["Received nothing"] = _ => new BrokerEvent.Received(Later, 1, Payload.Empty),
        ["PeerClosed"] = _ => new BrokerEvent.PeerClosed(Later, 1),
        ["Lost"] = _ => new BrokerEvent.Lost(Later, 1),
        ["Written"] = _ => new BrokerEvent.Written(Later, 1, 100),
        ["Tick"] = _ => new BrokerEvent.Tick(Later),
        ["Tick due"] = state => new BrokerEvent.Tick(Broker.NextDeadline(state)?.At ?? Later),
    };

    private static Bench Bench(Action<Bench> prepare)
    {
        var bench = new Bench(config => config.WithHeartbeat(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))));
        prepare(bench);
        return bench;
    }

    private static Client Agree(Bench bench) => bench.Accept().Says("CONNECT", "accept-version:1.2", "host:h", "heart-beat:1000,1000");

    private static Client Stuck(Bench bench)
    {
        var client = Agree(bench);
        client.IsStuck = true;
        return client.Subscribes("/topic/t", "1", "auto").Sends("/topic/t", "x");
    }

    private static string NameOf(BrokerState state) => state.Links.TryGet(1, out var link) ? link.GetType().Name : "None";

    private static IEnumerable<string> Cases(Type sum) =>
        sum.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(type => type.BaseType == sum).Select(type => type.Name).Order();
}
