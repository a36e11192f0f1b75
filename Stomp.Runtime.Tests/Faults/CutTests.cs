using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>Connections that are cut in the middle of something.</summary>
[Trait("Row", "M40")]
public sealed class CutTests
{
    private static readonly string Large = new('x', 200_000);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task In_the_middle_of_a_frame_that_comes(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        var link = wire.Last;
        link.ToClient.CutBehind("MESSAGE", 100_000, CutKind.Close);
        var loss = stomp.LossAsync();
        await stomp.SendAsync(queue, Large, cancellationToken: Real.Soon);
        var lost = Assert.IsType<EndReason.ConnectionLost>((await loss).Cause);
        await link.ToClient.WasCut.InTimeAsync();
        Assert.Null(lost.Fault); // it ended as a peer ends that closes
        Assert.Contains("MESSAGE", $"{lost.Inside}", StringComparison.Ordinal);
        Assert.Contains("MESSAGE", lost.Describe(), StringComparison.Ordinal);

        // the half of it that came is nobody's; it comes again, whole
        var message = await messages.NextAsync();
        Assert.Equal(Large, message.GetText());
        Assert.Equal(2, wire.Links.Count);
        if (kind == Broker.RabbitMq) // ActiveMQ marks it or does not, by whether it was done with writing it when the link ended
            Assert.True(message.IsRedelivered);
        await message.AckAsync(Real.Confirmed, Real.Soon);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.PythonStomp)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "N03")]
    public async Task In_the_middle_of_a_frame_that_goes(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire));
        var queue = Real.Queue();
        var link = wire.Last;
        link.ToBroker.CutBehind("SEND", 100_000, CutKind.Reset);
        var (loss, watched) = (stomp.LossAsync(), stomp.TrySendAsync(queue, Large, Faulty.Persistent));
        var behind = stomp.TrySendAsync(queue, "behind it", Faulty.Persistent);
        var lost = Assert.IsType<EndReason.ConnectionLost>((await loss).Cause);
        await link.ToBroker.WasCut.InTimeAsync();
        // a reset is told once: to whoever writes what is behind it, or to the reader, who else sees an end
        Assert.True(lost.Fault is null or { Kind: TransportFaultKind.Reset }, lost.Describe());
        Assert.Null(lost.Inside);
        Assert.Equal(lost, Assert.IsType<Cause.SessionEnded>(Assert.IsType<Outcome.Unknown>(await watched.InTimeAsync()).Cause).Reason);
        var second = await behind.InTimeAsync();
        await stomp.SendAsync(queue, "after", Faulty.Persistent, Real.Soon);

        // the broker never saw the whole of it; what was behind it is there once exactly when it was confirmed
        string[] expected = second is Outcome.Confirmed ? ["behind it", "after"] : ["after"];
        Assert.Equal(expected, await Faulty.DrainAsync(broker.Port, queue));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, CutKind.Close)]
    [InlineData(Broker.RabbitMq, CutKind.Reset)]
    [InlineData(Broker.ActiveMq, CutKind.Close)]
    [InlineData(Broker.ActiveMq, CutKind.Reset)]
    [Trait("Row", "M35")]
    public async Task In_the_middle_of_a_TLS_record(Broker kind, CutKind how)
    {
        var broker = await Real.SharedAsync(kind);
        var (port, certificates) = broker is RabbitMqBroker rabbit ? (rabbit.TlsPort, rabbit.Certificates) : (((ActiveMqBroker)broker).TlsPort, ((ActiveMqBroker)broker).Certificates);
        await using var wire = new Wire(port);
        var options = Faulty.Soon(StompOptions.For($"stomp+ssl://guest:guest@localhost:{wire.Port}")).WithTls(tls => tls with { Authorities = certificates.Ca.Certificate });
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        var link = wire.Last;
        Assert.DoesNotContain("CONNECT", link.ToBroker.Text, StringComparison.Ordinal); // it is TLS
        link.ToClient.CutInsideRecord(1_000, how);
        var loss = stomp.LossAsync();
        await stomp.SendAsync(queue, Large, cancellationToken: Real.Soon);
        var lost = Assert.IsType<EndReason.ConnectionLost>((await loss).Cause);
        await link.ToClient.WasCut.InTimeAsync();
        // a record that ends early is no goodbye: somebody else may have ended it
        Assert.NotNull(lost.Fault);
        Assert.Equal(how == CutKind.Reset ? TransportFaultKind.Reset : TransportFaultKind.Other, lost.Fault.Kind);
        if (how == CutKind.Close)
            Assert.Contains("unexpected EOF", lost.Describe(), StringComparison.Ordinal);

        var message = await messages.NextAsync();
        Assert.Equal(Large, message.GetText());
        await message.AckAsync(Real.Confirmed, Real.Soon);
        Assert.Equal(2, wire.Links.Count);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.PythonStomp)]
    [InlineData(Broker.RabbitMq, "SEND")]
    [InlineData(Broker.RabbitMq, "COMMIT")]
    [InlineData(Broker.ActiveMq, "SEND")]
    [InlineData(Broker.ActiveMq, "COMMIT")]
    [Trait("Row", "M37")]
    [Trait("Row", "M38")]
    public async Task In_the_middle_of_a_transaction(Broker kind, string inside)
    {
        var broker = await Real.SharedAsync(kind);
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire));
        var queue = Real.Queue();
        await using var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon);
        var sends = Enumerable.Range(0, 10).Select(i => FateAsync(transaction.SendAsync(queue, $"in it {i}", Faulty.Persistent, Real.Soon))).ToList();
        var link = wire.Last;
        var loss = stomp.LossAsync();
        if (inside == "SEND")
        {
            link.ToBroker.CutBehind("xxxx", 1_000, CutKind.Reset); // in the large one
            await Assert.ThrowsAsync<StompUnknownException>(() => transaction.SendAsync(queue, Large, Real.Receipted, Real.Soon));
        }
        else
        {
            link.ToBroker.CutBehind("COMMIT", 3, CutKind.Reset);
            var unknown = await Assert.ThrowsAsync<StompUnknownException>(() => transaction.CommitAsync(Real.Confirmed, Real.Soon));
            Assert.IsType<EndReason.ConnectionLost>(Assert.IsType<Cause.SessionEnded>(unknown.Cause).Reason);
        }

        await loss;
        await link.ToBroker.WasCut.InTimeAsync();
        // RabbitMQ confirms what is sent in a transaction behind its COMMIT, ActiveMQ at once
        var fates = await Task.WhenAll(sends).InTimeAsync();
        Assert.All(fates, fate => Assert.True(fate is EndReason.ConnectionLost || (fate is null && kind == Broker.ActiveMq), $"{fate}"));

        // it is dead, and stays so in the next session
        await stomp.ConnectedAsync();
        var dead = await Assert.ThrowsAsync<StompRejectedException>(() => transaction.CommitAsync(cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.Unknown, dead.Rejection.Kind);
        await Assert.ThrowsAsync<StompRejectedException>(() => transaction.SendAsync(queue, "late", cancellationToken: Real.Soon));
        await stomp.SendAsync(queue, "after", Faulty.Persistent, Real.Soon);
        Assert.Equal(["after"], await Faulty.DrainAsync(broker.Port, queue));
        Assert.Empty(wire.Last.ToBroker.FramesOf("COMMIT"));
    }

    /// <summary>The end of the session for what is unknown by it, null for what was confirmed.</summary>
    private static async Task<EndReason?> FateAsync(Task send)
    {
        try
        {
            await send;
            return null;
        }
        catch (StompUnknownException unknown)
        {
            return Assert.IsType<Cause.SessionEnded>(unknown.Cause).Reason;
        }
    }
}
