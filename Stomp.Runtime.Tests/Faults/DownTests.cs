using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>A connection that is not to keep what is sent while it has no session.</summary>
[Trait("Row", "M24")]
[Trait("Row", "N03")]
public sealed class DownTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task What_is_sent_without_a_session_fails_at_once_and_was_never_sent(Broker broker, StompVersion version)
    {
        var server = await Real.SharedAsync(broker);
        using var open = new ManualResetEventSlim();
        await using var wire = new Wire(server.Port, (_, number) => Assert.True(number == 0 || open.Wait(Real.Patience)));
        // the broker's own command, asked below while nothing comes from the broker, takes long on a busy machine
        var options = Faulty.Through(wire).WithVersions(version).WithWhenDown(WhenDown.Fail).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero) with { ReceiptTimeout = Real.Patience };
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        // the broker has it, and its word of that is lost
        wire.Last.ToClient.Swallows = true;
        var underWay = stomp.TrySendAsync(queue, "under way", Real.Receipted);
        await Witness.UntilAsync(async () => await Witness.MessagesAsync(server, queue) == 1, "the message");
        var loss = stomp.LossAsync();
        wire.Last.Cut(reset: false);
        var cause = new Cause.SessionEnded((await loss).Cause);
        Assert.Equal(cause, Assert.IsType<Outcome.Unknown>(await underWay.InTimeAsync()).Cause);

        // nobody gets through now: what is answered is answered without a session
        foreach (var how in (SendOptions?[])[null, Real.Receipted])
        {
            var never = Assert.IsType<Outcome.NotSent>(await stomp.TrySendAsync(queue, "never", how).InTimeAsync());
            Assert.Equal(cause, never.Cause);
            Assert.Equal(cause, (await Assert.ThrowsAsync<StompNotSentException>(() => stomp.SendAsync(queue, "never", how).InTimeAsync())).Cause);
        }

        Assert.False(stomp.IsConnected);
        open.Set();
        await stomp.ConnectedAsync();
        Assert.IsType<Outcome.Confirmed>(await stomp.TrySendAsync(queue, "afterwards", Real.Receipted).InTimeAsync());
        Assert.Equal(["under way", "afterwards"], await Faulty.DrainAsync(server.Port, queue));
        Assert.Equal(2, wire.Links.Sum(link => link.ToBroker.FramesOf("SEND").Count));
    }
}
