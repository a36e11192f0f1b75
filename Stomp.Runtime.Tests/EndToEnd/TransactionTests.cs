using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Transactions on the real brokers: all of it or nothing.</summary>
[Trait("Row", "M37")]
[Recorded]
public sealed class TransactionTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M38")]
    public async Task A_commit_sends_what_was_sent_in_it(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await using (var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon))
        {
            await transaction.SendAsync(queue, "1", cancellationToken: Real.Soon);
            await transaction.SendAsync(queue, new byte[] { (byte)'2' }, cancellationToken: Real.Soon);
            await stomp.SendAsync(queue, "outside", Real.Receipted, Real.Soon);
            Assert.Equal("outside", (await messages.NextAsync()).GetText());
            await transaction.CommitAsync(Real.Confirmed, Real.Soon);
        }

        Assert.Equal("1", (await messages.NextAsync()).GetText());
        Assert.Equal("2", (await messages.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M39")]
    public async Task An_abort_sends_nothing_and_so_does_leaving_without_commit(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var aborted = await stomp.BeginAsync("given", cancellationToken: Real.Soon);
        Assert.Equal("given", aborted.Id);
        await aborted.SendAsync(queue, "aborted", cancellationToken: Real.Soon);
        await aborted.AbortAsync(Real.Confirmed, Real.Soon);
        await using (var left = await stomp.BeginAsync(cancellationToken: Real.Soon))
        {
            await left.SendAsync(queue, "left", cancellationToken: Real.Soon);
        }

        await stomp.SendAsync(queue, "after", Real.Receipted, Real.Soon);
        Assert.Equal("after", (await messages.NextAsync()).GetText());

        var over = await Assert.ThrowsAsync<StompRejectedException>(() => aborted.CommitAsync(cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.Unknown, over.Rejection.Kind);
        await Assert.ThrowsAsync<StompRejectedException>(() => aborted.SendAsync(queue, "late", cancellationToken: Real.Soon));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M27")]
    [Trait("Row", "M38")]
    [Trait("Row", "M39")]
    public async Task Acknowledgements_take_effect_with_the_commit_and_not_with_an_abort(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using (var stomp = await Real.OpenAsync(broker, version))
        {
            await stomp.SendAsync(queue, "1", Real.Receipted, Real.Soon);
            await stomp.SendAsync(queue, "2", Real.Receipted, Real.Soon);
            var messages = await stomp.SubscribeAsync(queue, Real.OneByOne(version), cancellationToken: Real.Soon);
            var (one, two) = (await messages.NextAsync(), await messages.NextAsync());
            await using (var aborted = await stomp.BeginAsync(cancellationToken: Real.Soon))
                await aborted.AckAsync(one, cancellationToken: Real.Soon);
            await using var committed = await stomp.BeginAsync(cancellationToken: Real.Soon);
            await committed.AckAsync(one, cancellationToken: Real.Soon);
            await committed.CommitAsync(Real.Confirmed, Real.Soon);
            await using var left = await stomp.BeginAsync(cancellationToken: Real.Soon);
            await left.AckAsync(two, cancellationToken: Real.Soon);
        }

        await using var second = await Real.OpenAsync(broker, version);
        await using var rest = await second.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("2", (await rest.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M40")]
    public async Task A_transaction_dies_with_its_session(Broker broker, StompVersion version)
    {
        var (queue, tap) = (Real.Queue(), new Tap());
        await using var stomp = await Real.OpenAsync((await Real.OptionsAsync(broker)).WithVersions(version).WithTransport(tap));
        await using var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon);
        await transaction.SendAsync(queue, "lost", cancellationToken: Real.Soon);
        await tap.CutAsync(stomp);
        await Assert.ThrowsAsync<StompRejectedException>(() => transaction.SendAsync(queue, "late", cancellationToken: Real.Soon));
        var dead = await Assert.ThrowsAsync<StompRejectedException>(() => transaction.CommitAsync(cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.Unknown, dead.Rejection.Kind);
        await stomp.SendAsync(queue, "after", Real.Receipted, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("after", (await messages.NextAsync()).GetText());
    }
}
