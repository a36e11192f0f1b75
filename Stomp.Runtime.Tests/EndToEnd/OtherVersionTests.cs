using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>A session that is lost at 1.2 and goes on at 1.0, with another broker of the list.</summary>
[Trait("Row", "M40")]
[Trait("Row", "M01")]
[Trait("Row", "M02")]
[Recorded]
public sealed class OtherVersionTests
{
    [BrokerFact(Broker.RabbitMq, Broker.StompServer)]
    public async Task What_waited_and_what_is_restored_is_written_as_the_next_version_has_it()
    {
        await using var first = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        await using var second = new Wire((await StompServerBroker.SharedAsync()).Port);
        var options = StompOptions.For(FormattableString.Invariant($"failover:(stomp://guest:guest@127.0.0.1:{first.Port},stomp://guest:guest@127.0.0.1:{second.Port})"))
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromSeconds(1) })
            .Recorded();
        await using var stomp = await Real.OpenAsync(options with { PreferLocal = false });
        Assert.Equal(StompVersion.V12, Assert.IsType<StompState.Connected>(stomp.State).Version);
        var (queue, other) = (Real.Queue(), Real.Queue());
        await using var restored = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        await using var individual = await stomp.SubscribeAsync(other, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        await stomp.SendAsync(queue, "before", Noted("b:c"), Real.Soon);
        Assert.Equal("b:c", (await restored.NextAsync()).Headers["note"]);
        Assert.Contains("\nnote:b\\cc\n", Assert.Single(first.Last.ToBroker.FramesOf("SEND")), StringComparison.Ordinal);

        var away = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        await first.DisposeAsync(); // the door is shut and what passed through it is cut
        await away;
        var waits = stomp.TrySendAsync(queue, "while away", Noted("d:e"), Real.Soon);
        // 1.0 has no way to write a line feed
        var illegal = stomp.TrySendAsync(queue, "illegal", Noted("f\ng"), Real.Soon);

        Assert.IsType<Outcome.Confirmed>(await waits.InTimeAsync());
        Assert.IsType<Outcome.Rejected>(await illegal.InTimeAsync());
        Assert.Equal(StompVersion.V10, Assert.IsType<StompState.Connected>(stomp.State).Version);
        Assert.Equal("d:e", (await restored.NextAsync()).Headers["note"]);
        var ended = await Assert.ThrowsAsync<StompRejectedException>(() => individual.NextAsync());
        Assert.Equal(RejectionKind.NotInThisVersion, ended.Rejection.Kind);

        var said = second.Last.ToBroker.Frames;
        Assert.Equal(["CONNECT", "SUBSCRIBE", "SEND"], said.Select(frame => frame[..frame.IndexOf('\n', StringComparison.Ordinal)]));
        Assert.Contains($"\ndestination:{queue}\n", said[1], StringComparison.Ordinal);
        Assert.Contains("\nnote:d:e\n", said[2], StringComparison.Ordinal);
        Assert.Contains("\nnote:d:e\n", Assert.Single(second.Last.ToClient.FramesOf("MESSAGE")), StringComparison.Ordinal);
    }

    private static SendOptions Noted(string note) => Real.Receipted with { Headers = [new Header("note", note)] };
}
