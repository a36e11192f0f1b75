using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Runtime.Tests.Embedded;

[Trait("Row", "N09")]
public sealed class EmbeddedBrokerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(StompVersion.V10)]
    [InlineData(StompVersion.V11)]
    [InlineData(StompVersion.V12)]
    public async Task Without_any_socket_a_message_goes_round_in_three_lines(StompVersion version)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(broker.Transport).WithVersions(version));
        await stomp.SendAsync("/queue/a", "Hello", new() { WaitForReceipt = true });

        await using var queue = await stomp.SubscribeAsync("/queue/a", AckMode.Client);
        using var patience = new CancellationTokenSource(Patience);
        var message = await queue.Messages.ReadAsync(patience.Token);
        Assert.Equal("Hello", message.GetText());
        await message.AckAsync(new() { WaitForReceipt = true });
        Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync());
    }

    [Fact]
    public async Task Over_tcp_many_clients_come_and_go_and_nothing_is_left_of_them()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        using var patience = new CancellationTokenSource(Patience);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var stomp = await StompConnection.OpenAsync(broker.Uri, patience.Token);
            await using var own = await stomp.SubscribeAsync($"/queue/{i}");
            await stomp.SendAsync($"/queue/{i}", $"{i}");
            Assert.Equal($"{i}", (await own.Messages.ReadAsync(patience.Token)).GetText());
        }));
        await using var last = await StompConnection.OpenAsync(broker.Uri, patience.Token);
        while ((await broker.GetStateAsync()).LinkCount > 1)
            await Task.Yield();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_at_once()
    {
        await using var first = await EmbeddedBroker.StartAsync();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => EmbeddedBroker.StartAsync(new() { Port = first.Port }));
    }

    [Fact]
    public async Task A_broker_without_port_says_how_to_reach_it()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        Assert.Contains("WithTransport", Assert.Throws<InvalidOperationException>(() => broker.Uri).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_when_it_has_ended_learns_it_at_once()
    {
        var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var options = new StompOptions().WithTransport(broker.Transport).WithReconnect(policy => policy with { FirstRounds = 1 }) with { ConnectTimeout = 2 * Patience };
        await broker.DisposeAsync();
        var error = await Assert.ThrowsAsync<StompConnectionException>(() => StompConnection.OpenAsync(options).WaitAsync(Patience));
        Assert.IsType<EndReason.ConnectionLost>(error.Reason);
    }
}
