using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>ERRORs of the real brokers, with and without an end of the session.</summary>
[Trait("Row", "M01")]
[Recorded]
public sealed class ErrorTests
{
    [BrokerTheory(Broker.RabbitMq)]
    [EveryBroker(Broker.RabbitMq)]
    [Trait("Row", "M40")]
    public async Task RabbitMqs_ERROR_refuses_the_only_operation_and_ends_the_session(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var before = SessionOf(stomp);
        var failure = await Assert.ThrowsAsync<StompErrorException>(() => stomp.SendAsync("/nonsense/x", "1", Real.Receipted, Real.Soon));
        Assert.Contains("estination", failure.Error.Message + failure.Error.Text, StringComparison.Ordinal);
        Assert.Contains(failure.Error.Message, failure.Message, StringComparison.Ordinal);
        await AnotherSessionAsync(stomp, before);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M40")]
    [Trait("Row", "N04")]
    public async Task A_forbidden_subscription_is_refused_and_not_restored(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(await BobAsync(broker, version));
        var before = SessionOf(stomp);
        var failure = await Assert.ThrowsAsync<StompErrorException>(() => stomp.SubscribeAsync("/queue/alices", AckMode.Auto, Real.Subscribed, Real.Soon));
        Assert.Contains(broker == Broker.RabbitMq ? "access_refused" : "not authorized", failure.Error.Message + failure.Error.Text, StringComparison.OrdinalIgnoreCase);
        await AnotherSessionAsync(stomp, before);
        // a restored subscription would be refused again
        await stomp.SendAsync($"/queue/bob.{Guid.NewGuid():N}", "1", Real.Receipted, Real.Soon);
        var now = SessionOf(stomp);
        await stomp.SendAsync($"/queue/bob.{Guid.NewGuid():N}", "1", Real.Receipted, Real.Soon);
        Assert.Equal(now, SessionOf(stomp));
    }

    [BrokerTheory(Broker.ActiveMq)]
    [EveryBroker(Broker.ActiveMq)]
    [Trait("Row", "N04")]
    public async Task ActiveMqs_ERROR_refuses_the_operation_that_it_names(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(await BobAsync(broker, version));
        var queue = $"/queue/bob.{Guid.NewGuid():N}";
        var sends = (await Task.WhenAll(
            stomp.TrySendAsync(queue, "1", Real.Receipted, Real.Soon),
            stomp.TrySendAsync("/queue/alices", "2", Real.Receipted, Real.Soon),
            stomp.TrySendAsync(queue, "3", Real.Receipted, Real.Soon)).InTimeAsync()).ToList();
        var refused = Assert.IsType<Outcome.Refused>(sends[1]);
        Assert.NotNull(refused.Error.ReceiptId);
        Assert.Contains("not authorized", refused.Error.Message + refused.Error.Text, StringComparison.OrdinalIgnoreCase);
        // what came before was confirmed, of what came behind nobody knows
        Assert.IsType<Outcome.Confirmed>(sends[0]);
        Assert.True(sends[2] is Outcome.Unknown or Outcome.Confirmed, $"{sends[2]}");
    }

    [BrokerTheory(Broker.RabbitMq)]
    [EveryBroker(Broker.RabbitMq)]
    public async Task A_deleted_queue_ends_its_subscription_and_not_the_session(Broker broker, StompVersion version)
    {
        var server = await RabbitMqBroker.SharedAsync();
        var (queue, other) = (Real.Queue(), Real.Queue());
        await using var stomp = await Real.OpenAsync(broker, version);
        var before = SessionOf(stomp);
        await using var doomed = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        await using var living = await stomp.SubscribeAsync(other, AckMode.Auto, Real.Subscribed, Real.Soon);
        await server.ControlAsync("delete_queue", queue["/queue/".Length..]);
        var failure = await Assert.ThrowsAsync<StompErrorException>(() => doomed.NextAsync());
        Assert.Equal("Server cancelled subscription", failure.Error.Message);
        await stomp.SendAsync(other, "1", Real.Receipted, Real.Soon);
        Assert.Equal("1", (await living.NextAsync()).GetText());
        Assert.Equal(before, SessionOf(stomp));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M26")]
    public async Task An_early_end_of_a_busy_subscription_harms_nothing(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        var before = SessionOf(stomp);
        var sends = Enumerable.Range(0, 500).Select(i => stomp.SendAsync(queue, $"{i}", Real.Receipted, Real.Soon));
        await Task.WhenAll(sends).InTimeAsync();
        foreach (var mode in (AckMode[])[AckMode.Auto, Real.OneByOne(version)])
        {
            await using (var messages = await stomp.SubscribeAsync(queue, mode, cancellationToken: Real.Soon))
                await messages.NextAsync();
            await stomp.SendAsync(queue, "more", Real.Receipted, Real.Soon);
        }

        // every answer to what was under way came before this one
        await stomp.SendAsync(queue, "last", Real.Receipted, Real.Soon);
        Assert.Equal(before, SessionOf(stomp));
    }

    private static async Task<StompOptions> BobAsync(Broker broker, StompVersion version) =>
        (await Real.OptionsAsync(broker)).WithVersions(version).WithCredentials("bob", RabbitMqBroker.BobsPasscode) with
        {
            EscapesConnect = broker == Broker.RabbitMq,
        };

    private static string? SessionOf(StompConnection stomp) => Assert.IsType<StompState.Connected>(stomp.State).Session.Name;

    private static async Task AnotherSessionAsync(StompConnection stomp, string? before)
    {
        await stomp.WaitForStateAsync(state => state is StompState.Connected connected && connected.Session.Name != before, Real.Soon);
        Assert.NotNull(before);
    }
}
