using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>The broker wants another password when the connection comes back.</summary>
[Trait("Row", "M11")]
[Trait("Row", "M21")]
[Trait("Row", "M40")]
public sealed class ChangedPasscodeTests
{
    private const string Old = "guest";
    private const string New = "another";

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "N03")]
    public async Task A_refusal_is_final_and_carries_the_brokers_ERROR(Broker kind)
    {
        await using var broker = await Real.StartPrivateAsync(kind);
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire));
        var messages = await stomp.SubscribeAsync(Real.Queue(), AckMode.Auto, Real.Subscribed, Real.Soon);
        await ChangeAsync(broker, wire, New);
        var closed = (StompState.Closed)await stomp.WaitForStateAsync(state => state is StompState.Closed, Real.Soon);
        AssertRefused(kind, closed.Reason);
        var ended = await Assert.ThrowsAsync<StompConnectionException>(() => messages.NextAsync());
        Assert.Equal(closed.Reason, ended.Reason);
        var late = Assert.IsType<Outcome.NotSent>(await stomp.TrySendAsync("/queue/never", "1", Faulty.Persistent).InTimeAsync());
        Assert.Equal(closed.Reason, Assert.IsType<Cause.SessionEnded>(late.Cause).Reason);
        Assert.Equal(1, Refusals(wire));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_refusal_is_tried_again_on_request(Broker kind)
    {
        await using var broker = await Real.StartPrivateAsync(kind);
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire).WithReconnect(policy => policy with { RetryRefused = true }));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        await ChangeAsync(broker, wire, New);
        for (var times = 0; times < 2; times++)
        {
            var waiting = (StompState.Waiting)await stomp.WaitForStateAsync(state => state is StompState.Waiting { Cause: EndReason.Refused }, Real.Soon);
            AssertRefused(kind, waiting.Cause);
            await stomp.WaitForStateAsync(state => state is StompState.Connecting, Real.Soon);
        }

        Assert.InRange(Refusals(wire), 1, int.MaxValue);
        await ChangeAsync(broker, wire, Old, cut: false);
        await AssertDeliversAsync(stomp, messages, queue);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_provider_that_knows_the_new_one_brings_the_connection_back(Broker kind)
    {
        await using var broker = await Real.StartPrivateAsync(kind);
        await using var wire = new Wire(broker.Port);
        var passcode = Old;
        var options = Faulty.Soon(StompOptions.For(FormattableString.Invariant($"stomp://127.0.0.1:{wire.Port}")))
            .WithCredentials(_ => new(new StompCredentials("guest", Volatile.Read(ref passcode))));
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        Volatile.Write(ref passcode, New);
        // what is sent before the loss is noticed goes down with the link
        var loss = stomp.LossAsync();
        await ChangeAsync(broker, wire, New);
        await loss;
        await AssertDeliversAsync(stomp, messages, queue);
        Assert.Equal(0, Refusals(wire));
        // the broker took the old one no more
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(Real.OptionsFor(broker)));
        AssertRefused(kind, failure.Reason);
    }

    /// <summary>ActiveMQ reads its users when it starts. RabbitMQ has them in its database, and the network has to take the connection away.</summary>
    private static async Task ChangeAsync(BrokerInstance broker, Wire wire, string passcode, bool cut = true)
    {
        if (broker is ActiveMqBroker activeMq)
        {
            activeMq.ChangeGuestsPasscode(passcode);
            await activeMq.KillAsync(); // one that is asked to stop may still let somebody in
            await activeMq.StartAsync("guest", passcode);
            return;
        }

        await ((RabbitMqBroker)broker).ControlAsync("change_password", "guest", passcode);
        if (cut)
            wire.Last.Cut(reset: true);
    }

    private static void AssertRefused(Broker kind, EndReason reason)
    {
        var error = Assert.IsType<EndReason.Refused>(reason).Error;
        Assert.Contains(kind == Broker.RabbitMq ? "Access refused for user 'guest'" : "User name [guest] or password is invalid.", error.Message + error.Text, StringComparison.Ordinal);
        Assert.Contains(error.Message, reason.Describe(), StringComparison.Ordinal);
    }

    private static int Refusals(Wire wire) => wire.Links.Count(link => link.ToClient.FramesOf("ERROR").Count > 0);

    private static async Task AssertDeliversAsync(StompConnection stomp, StompSubscription messages, string queue)
    {
        await stomp.SendAsync(queue, "again", Faulty.Persistent, Real.Soon);
        Assert.Equal("again", (await messages.NextAsync()).GetText());
    }
}
