using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Reconnection;

/// <summary>The order in which endpoints are tried. An endpoint is written <c>host:port</c>, with <c>=name</c> behind it when it is only a way to that name.</summary>
[Trait("Row", "M05"), Trait("Row", "M06")]
public sealed class EndpointOrderTests
{
    private static readonly ValueList<string> Names = ["myhost", "myhost.example"];

    [Theory]
    // nothing local: as configured
    [InlineData("a:1 b:2 a:3", "a:1 b:2 a:3")]
    // local ones first, both groups in their own order
    [InlineData("a:1 localhost:2 b:3 127.0.0.1:4 ::1:5 c:6", "localhost:2 127.0.0.1:4 ::1:5 a:1 b:3 c:6")]
    [InlineData("a:1 LOCALHOST:2 127.1.2.3:3 0:0:0:0:0:0:0:1:4", "LOCALHOST:2 127.1.2.3:3 0:0:0:0:0:0:0:1:4 a:1")]
    // loopback on the same port behind an own name
    [InlineData("myhost:1", "myhost:1 127.0.0.1:1=myhost")]
    [InlineData("MyHost.example:1", "MyHost.example:1 127.0.0.1:1=MyHost.example")]
    [InlineData("a:9 myhost:1 myhost:2", "myhost:1 127.0.0.1:1=myhost myhost:2 127.0.0.1:2=myhost a:9")]
    // unless loopback on that port is there already
    [InlineData("myhost:1 localhost:1", "myhost:1 localhost:1")]
    [InlineData("myhost:1 ::1:1", "myhost:1 ::1:1")]
    [InlineData("myhost:1 localhost:2", "myhost:1 127.0.0.1:1=myhost localhost:2")]
    // all of it together: loopback comes after the local name and not before everything
    [InlineData("remote:1 myhost:2 myhost:3 127.0.0.1:3", "myhost:2 127.0.0.1:2=myhost myhost:3 127.0.0.1:3 remote:1")]
    // names that only look local
    [InlineData("a:1 127.example:2 localhost.example:3 myhost2:4", "a:1 127.example:2 localhost.example:3 myhost2:4")]
    [InlineData("a:1 10.0.0.1:2 127:3", "a:1 10.0.0.1:2 127:3")]
    public void Local_endpoints_come_first_and_loopback_behind_an_own_name(string configured, string expected) =>
        Assert.Equal(expected, Write(EndpointOrder.Arrange(Read(configured), Names, preferLocal: true, tryLoopback: true)));

    [Theory]
    [InlineData(true, false, "myhost:2 remote:1")]
    [InlineData(false, true, "remote:1 myhost:2 127.0.0.1:2=myhost")]
    [InlineData(false, false, "remote:1 myhost:2")]
    public void Each_can_be_switched_off(bool preferLocal, bool tryLoopback, string expected) =>
        Assert.Equal(expected, Write(EndpointOrder.Arrange(Read("remote:1 myhost:2"), Names, preferLocal, tryLoopback)));

    [Fact]
    public void The_way_over_loopback_keeps_everything_but_the_host()
    {
        var endpoint = new Endpoint("myhost", 61614) { IsTls = true, VirtualHost = "orders", ServerName = "broker.example" };
        var arranged = EndpointOrder.Arrange([endpoint, new("myhost", 1)], Names, true, true);
        Assert.Equal(endpoint with { Host = "127.0.0.1" }, arranged[1]);
        Assert.Equal(new Endpoint("127.0.0.1", 1) { ServerName = "myhost" }, arranged[3]);
    }

    [Fact]
    public void The_same_dice_throw_the_same_order()
    {
        var endpoints = Read("a:1 b:1 c:1 d:1 e:1 f:1");
        var once = EndpointOrder.Shuffle(endpoints, new Prng(7));
        Assert.Equal(once, EndpointOrder.Shuffle(endpoints, new Prng(7)));
        Assert.NotEqual(once.Endpoints, EndpointOrder.Shuffle(endpoints, new Prng(8)).Endpoints);
        Assert.NotEqual(once.Endpoints, EndpointOrder.Shuffle(endpoints, once.Rest).Endpoints);
        Assert.Equal(endpoints.OrderBy(endpoint => endpoint.Host, StringComparer.Ordinal), once.Endpoints.OrderBy(endpoint => endpoint.Host, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_order_is_as_likely()
    {
        const int Throws = 24_000;
        var counts = new Dictionary<string, int>();
        var endpoints = Read("a:1 b:1 c:1 d:1");
        var dice = new Prng(1);
        for (var i = 0; i < Throws; i++)
        {
            var shuffled = EndpointOrder.Shuffle(endpoints, dice);
            dice = shuffled.Rest;
            var order = Write(shuffled.Endpoints);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, Throws / 24 * 85 / 100, Throws / 24 * 115 / 100));
    }

    [Fact]
    public void Shuffled_loopback_stays_behind_its_name()
    {
        var arranged = EndpointOrder.Arrange(Read("a:1 myhost:1 b:1 myhost:2"), Names, true, true);
        var dice = new Prng(3);
        var orders = new HashSet<string>();
        for (var i = 0; i < 500; i++)
        {
            var shuffled = EndpointOrder.Shuffle(arranged, dice);
            dice = shuffled.Rest;
            orders.Add(Write(shuffled.Endpoints));
        }

        Assert.Equal(24, orders.Count);
        Assert.All(orders, order =>
        {
            Assert.Contains("myhost:1 127.0.0.1:1=myhost", order, StringComparison.Ordinal);
            Assert.Contains("myhost:2 127.0.0.1:2=myhost", order, StringComparison.Ordinal);
        });
    }

    /// <summary>Only loopback on the same port that goes by the same name stays behind; whatever else follows an endpoint goes its own way.</summary>
    [Theory]
    [InlineData("myhost", null, "127.0.0.1", 1, "myhost", true)]
    [InlineData("myhost", "broker", "127.0.0.1", 1, "broker", true)]
    [InlineData("myhost", "broker", "127.0.0.1", 1, "myhost", false)]
    [InlineData("myhost", null, "127.0.0.1", 1, "broker", false)]
    [InlineData("myhost", null, "127.0.0.1", 1, null, false)]
    [InlineData("myhost", null, "127.0.0.1", 2, "myhost", false)]
    [InlineData("myhost", null, "other", 1, "myhost", false)]
    public void What_is_another_way_stays_behind(string host, string? name, string next, int port, string? nextName, bool stays)
    {
        var first = new Endpoint(host, 1) { ServerName = name };
        var second = new Endpoint(next, port) { ServerName = nextName };
        var dice = new Prng(5);
        var swapped = 0;
        for (var i = 0; i < 50; i++)
        {
            var shuffled = EndpointOrder.Shuffle([first, second], dice);
            dice = shuffled.Rest;
            swapped += shuffled.Endpoints[0] == second ? 1 : 0;
        }

        Assert.Equal(!stays, swapped > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:1")]
    public void What_has_one_order_only_is_left_as_it_is(string endpoints) =>
        Assert.Equal(endpoints, Write(EndpointOrder.Shuffle(Read(endpoints), new Prng(1)).Endpoints));

    private static ValueList<Endpoint> Read(string text)
    {
        var endpoints = ValueList<Endpoint>.Empty;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = word.LastIndexOf(':');
            endpoints = endpoints.Add(new(word[..colon], int.Parse(word.AsSpan(colon + 1), CultureInfo.InvariantCulture)));
        }

        return endpoints;
    }

    private static string Write(ValueList<Endpoint> endpoints) =>
        string.Join(' ', endpoints.Select(endpoint => FormattableString.Invariant($"{endpoint.Host}:{endpoint.Port}") + (endpoint.ServerName is { } name ? "=" + name : "")));
}
