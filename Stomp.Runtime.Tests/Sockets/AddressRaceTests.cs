using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Tests.Tls;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Sockets;

/// <summary>A host's addresses are tried beside each other, and a dial that leads nowhere ends in time.</summary>
public sealed class AddressRaceTests
{
    private static readonly IPAddress Silent = IPAddress.Parse("127.0.0.7");

    /// <summary>A busy machine makes a dial slower, never faster: the fastest of some tries is the product's own time, and all of them come through.</summary>
    [SkippableFact]
    [Trait("Row", "M04")]
    [Trait("Row", "M12")]
    public async Task When_the_first_address_never_answers_the_second_is_connected_soon()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        await using var broker = new LittleBroker();
        using var hole = await BlackHole.DigAsync(Silent, broker.Port);
        var options = SocketTests.Options(broker) with { Endpoints = [new("two.example", broker.Port)] };
        options = options with { TransportFactory = new SocketTransportFactory(options, Addresses(Silent, IPAddress.Loopback)) };
        var (bound, fastest) = (TimeSpan.FromMilliseconds(500), TimeSpan.MaxValue);
        for (var tries = 0; tries < 3 || (tries < 60 && fastest > bound); tries++)
        {
            var clock = Stopwatch.StartNew();
            await using var stomp = await Real.OpenAsync(options);
            var took = clock.Elapsed;
            Assert.InRange(took, TimeSpan.FromMilliseconds(240), TimeSpan.FromSeconds(20));
            fastest = took < fastest ? took : fastest;
            // the peer's word for who came: the silent address got nowhere
            Assert.Equal(IPAddress.Loopback, (await broker.NextAsync()).From.Address);
        }

        Assert.InRange(fastest, TimeSpan.Zero, bound);
    }

    [SkippableFact]
    public async Task A_slow_first_address_still_wins_when_the_second_is_dead()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        var port = LoopbackPorts.Take(1)[0];
        using var hole = await BlackHole.DigAsync(Silent, port);
        var options = StompOptions.For($"stomp://two.example:{port}") with { Sockets = new() { AddressDelay = TimeSpan.FromMilliseconds(1) } };
        // nobody listens on the other address: it refuses at once
        var dialling = new SocketTransportFactory(options, Addresses(Silent, IPAddress.Loopback)).DialAsync(options.Endpoints[0], Real.Soon).AsTask();
        await Task.Delay(300);
        Assert.False(dialling.IsCompleted);
        hole.Open();
        await using var transport = await dialling.InTimeAsync();
        Assert.Equal($"{Silent}:{port}", transport.Description);
    }

    [Fact]
    public async Task A_dead_first_address_costs_no_wait()
    {
        await using var broker = new LittleBroker();
        var options = SocketTests.Options(broker) with { Endpoints = [new("two.example", broker.Port)], Sockets = new() { AddressDelay = TimeSpan.FromMinutes(5) } };
        options = options with { TransportFactory = new SocketTransportFactory(options, Addresses(Silent, IPAddress.Loopback)) };
        await using var stomp = await Real.OpenAsync(options);
        Assert.True(stomp.IsConnected);
    }

    [Fact]
    public async Task Addresses_are_tried_with_the_families_alternating()
    {
        // the order is read from what the broker would have to be asked for: nobody listens, every address fails
        var port = LoopbackPorts.Take(1)[0];
        IPAddress[] six = [IPAddress.Parse("::1"), IPAddress.Parse("::2")];
        IPAddress[] four = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];
        Assert.Equal([six[0], four[0], six[1], four[1], four[2]], AddressRace.Alternate([.. six, .. four]));
        Assert.Equal([four[0], six[0], four[1], six[1], four[2]], AddressRace.Alternate([.. four, .. six]));
        Assert.Empty(AddressRace.Alternate([]));
        var options = StompOptions.For($"stomp://three.example:{port}").WithReconnect(policy => policy with { FirstRounds = 1 });
        options = options with { TransportFactory = new SocketTransportFactory(options, Addresses(four)) };
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Equal(TransportFaultKind.Refused, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
    }

    [SkippableFact]
    public async Task The_losers_of_a_race_are_closed()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        await using var broker = new LittleBroker();
        using var hole = await BlackHole.DigAsync(Silent, broker.Port);
        var before = OpenSockets.CountTo(broker.Port);
        var options = SocketTests.Options(broker) with { Endpoints = [new("three.example", broker.Port)], Sockets = new() { AddressDelay = TimeSpan.FromMilliseconds(1) } };
        options = options with { TransportFactory = new SocketTransportFactory(options, Addresses(Silent, Silent, IPAddress.Loopback)) };
        await using var stomp = await Real.OpenAsync(options);
        for (var clock = Stopwatch.StartNew(); OpenSockets.CountTo(broker.Port) != before + 1 && clock.Elapsed < TimeSpan.FromSeconds(10);)
            await Task.Delay(20);
        Assert.Equal(before + 1, OpenSockets.CountTo(broker.Port));
    }

    [Fact]
    [Trait("Row", "M04")]
    public async Task A_name_that_does_not_resolve_among_good_endpoints_is_passed_over()
    {
        await using var broker = new LittleBroker();
        await using var stomp = await StompConnection.OpenAsync($"failover:(stomp://no-such-host.invalid:1,stomp://127.0.0.1:{broker.Port})", Real.Soon);
        Assert.Equal(broker.Port, Assert.IsType<StompState.Connected>(stomp.State).Endpoint.Port);
    }

    [Fact]
    [Trait("Row", "M04")]
    public async Task A_name_that_does_not_resolve_is_said()
    {
        var options = StompOptions.For("stomp://no-such-host.invalid:1").WithReconnect(policy => policy with { FirstRounds = 1 });
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Equal(TransportFaultKind.NameNotFound, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
        Assert.Contains("no-such-host.invalid:1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stomp")]
    [InlineData("stomp+ssl")]
    [Trait("Row", "M12")]
    public async Task The_connect_deadline_covers_a_listener_that_says_nothing(string scheme)
    {
        await using var mute = new MuteListener();
        var failure = await TimedOutAsync(StompOptions.For($"{scheme}://guest:guest@127.0.0.1:{mute.Port}"));
        Assert.Contains("0.4 s", failure.Message, StringComparison.Ordinal);
        Assert.Null(await mute.EndAsync()); // and its socket was closed
    }

    [SkippableFact]
    [Trait("Row", "M12")]
    public async Task The_connect_deadline_covers_an_address_that_never_answers()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        var port = LoopbackPorts.Take(1)[0];
        using var hole = await BlackHole.DigAsync(Silent, port);
        await TimedOutAsync(StompOptions.For($"stomp://{Silent}:{port}"));
    }

    [Fact]
    [Trait("Row", "M12")]
    public async Task The_connect_deadline_covers_a_resolver_that_never_answers()
    {
        var options = StompOptions.For("stomp://slow.example:1");
        var asked = new TaskCompletionSource<CancellationToken>();
        await TimedOutAsync(options with
        {
            TransportFactory = new SocketTransportFactory(options, async (_, cancellationToken) =>
            {
                asked.TrySetResult(cancellationToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return [];
            }),
        });
        Assert.True((await asked.Task).IsCancellationRequested);
    }

    private static async Task<StompConnectionException> TimedOutAsync(StompOptions options)
    {
        options = options.WithReconnect(policy => policy with { FirstRounds = 1 }) with { ConnectTimeout = TimeSpan.FromMilliseconds(400) };
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(390), TimeSpan.FromSeconds(20));
        Assert.IsType<EndReason.ConnectTimedOut>(failure.Reason);
        return failure;
    }

    private static Func<string, CancellationToken, Task<IPAddress[]>> Addresses(params IPAddress[] addresses) => (_, _) => Task.FromResult(addresses);
}
