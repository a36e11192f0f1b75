using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>
/// The column <em>Lost</em> of docs/outcomes.md, row by row: one course of things with one list of outcomes, in a test world and on the real brokers.
/// </summary>
[Trait("Row", "N03")]
[Trait("Row", "N06")]
[Trait("Row", "M40")]
[Recorded]
public sealed class LostTests
{
    private static readonly TimeSpan Answered = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(UnknownPolicy.Report)]
    [InlineData(UnknownPolicy.Resend)]
    [Trait("Row", "N09")]
    public async Task In_a_test_world_everything_under_way_ends_as_the_table_says(UnknownPolicy policy)
    {
        await using var world = await TestWorld.StartAsync(seed: 3);
        await using var stage = new WorldStage(world);
        await EverythingEndsAsItSaysAsync(stage, policy);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, UnknownPolicy.Report)]
    [InlineData(Broker.RabbitMq, UnknownPolicy.Resend)]
    [InlineData(Broker.ActiveMq, UnknownPolicy.Report)]
    [InlineData(Broker.ActiveMq, UnknownPolicy.Resend)]
    public async Task On_a_real_broker_everything_under_way_ends_as_the_table_says(Broker broker, UnknownPolicy policy)
    {
        await using var stage = new BrokerStage(await Real.SharedAsync(broker));
        await EverythingEndsAsItSaysAsync(stage, policy);
    }

    private static async Task EverythingEndsAsItSaysAsync(Stage stage, UnknownPolicy policy)
    {
        await using var stomp = await stage.OpenAsync(policy);
        var (sent, work, unread) = (stage.Queue("sent"), stage.Queue("work"), stage.Queue("unread"));
        var (settled, dead, asked) = (stage.Queue("settled"), stage.Queue("dead"), stage.Queue("asked"));
        foreach (var queue in (string[])[work, unread, settled])
            await ConfirmedAsync(stage, stomp, queue, "before");
        await using var worker = await stomp.SubscribeAsync(work, AckMode.ClientIndividual);
        await using var idler = await stomp.SubscribeAsync(unread, AckMode.ClientIndividual);
        await using var reader = await stomp.SubscribeAsync(settled, AckMode.Auto);
        var message = await NextAsync(stage, worker);
        await ConfirmedAsync(stage, stomp, work, "acknowledged");
        var other = await NextAsync(stage, worker);
        await stage.AwaitAsync(idler.Messages.WaitToReadAsync().AsTask());
        await stage.AwaitAsync(reader.Messages.WaitToReadAsync().AsTask());
        // The first question makes the queue for replies, where the broker does not; nobody answers the second.
        await using (await stomp.RespondAsync(stage.Queue("answered"), _ => "yes"))
            Assert.Equal("yes", (await stage.AwaitAsync(stomp.RequestAsync(stage.Queue("answered"), "anybody?", Answered))).GetText());
        await using var transaction = await stomp.BeginAsync();

        stage.Mute(stomp);
        var plain = stomp.TrySendAsync(sent, "plain");
        var receipted = stomp.TrySendAsync(sent, "receipted", Real.Receipted);
        var inside = transaction.SendAsync(dead, "inside", Real.Receipted);
        var acknowledged = other.TryAckAsync(Real.Confirmed);
        var question = stomp.RequestAsync(asked, "question", Answered);
        await stage.ReachedAsync("question");
        var outcomes = new List<string> { "plain: " + Word(await stage.AwaitAsync(plain)) };
        Assert.All((Task[])[receipted, inside, acknowledged, question], task => Assert.False(task.IsCompleted));

        await stage.LoseAsync(stomp);
        var waiting = stomp.TrySendAsync(sent, "waiting", Real.Receipted);
        Assert.False(waiting.IsCompleted);
        Assert.False(policy == UnknownPolicy.Resend && receipted.IsCompleted);
        outcomes.Add("acknowledged: " + Word(await stage.AwaitAsync(acknowledged)));
        outcomes.Add("inside: " + await WordAsync(stage, inside));
        outcomes.Add("question: " + await WordAsync(stage, question));
        outcomes.Add("stale: " + Word(await stage.AwaitAsync(message.TryAckAsync(Real.Confirmed))));

        await stage.BackAsync(stomp);
        outcomes.Add("receipted: " + Word(await stage.AwaitAsync(receipted)));
        outcomes.Add("waiting: " + Word(await stage.AwaitAsync(waiting)));
        outcomes.Add("stale, later: " + Word(await stage.AwaitAsync(message.TryAckAsync(Real.Confirmed))));
        outcomes.Add("stale, inside: " + await WordAsync(stage, transaction.AckAsync(message)));
        outcomes.Add("sent inside, later: " + await WordAsync(stage, transaction.SendAsync(dead, "later")));
        outcomes.Add("commit: " + await WordAsync(stage, transaction.CommitAsync(Real.Confirmed)));
        Assert.Equal(
            [
                "plain: Sent",
                "acknowledged: Unknown(ConnectionLost)",
                "inside: Unknown(ConnectionLost)",
                "question: Unknown(ConnectionLost)",
                "stale: Stale",
                policy == UnknownPolicy.Resend ? "receipted: Confirmed" : "receipted: Unknown(ConnectionLost)",
                "waiting: Confirmed",
                "stale, later: Stale",
                "stale, inside: Stale",
                "sent inside, later: Rejected(Unknown)",
                "commit: Rejected(Unknown)",
            ],
            outcomes);

        // The streams go on: what was not acknowledged comes again, what mode auto had delivered was there all the time.
        foreach (var stream in (StompSubscription[])[worker, idler])
        {
            var again = await NextAsync(stage, stream);
            Assert.Equal(("before", true), (again.GetText(), again.IsRedelivered));
            Assert.Equal("Confirmed", Word(await stage.AwaitAsync(again.TryAckAsync(Real.Confirmed))));
        }

        Assert.Equal("before", (await NextAsync(stage, reader)).GetText());
        Assert.False(reader.Messages.TryRead(out _));
        // and the broker's side of it: what was sent again is there twice, what was sent inside is not there at all
        await stage.HoldsAsync(sent, policy == UnknownPolicy.Resend ? 4 : 3);
        foreach (var queue in (string[])[work, unread, settled, dead])
            await stage.HoldsAsync(queue, 0);
        await stage.HoldsAsync(asked, 1);
    }

    private static async Task ConfirmedAsync(Stage stage, StompConnection stomp, string queue, string text) =>
        Assert.IsType<Outcome.Confirmed>(await stage.AwaitAsync(stomp.TrySendAsync(queue, text, Real.Receipted)));

    private static Task<StompMessage> NextAsync(Stage stage, StompSubscription subscription) => stage.AwaitAsync(subscription.Messages.ReadAsync().AsTask());

    /// <summary>The outcome that a call throws.</summary>
    private static async Task<string> WordAsync(Stage stage, Task task)
    {
        var failure = await stage.AwaitAsync(Record.ExceptionAsync(() => task));
        return failure switch
        {
            null => "nothing was thrown",
            StompUnknownException unknown => $"Unknown({Word(unknown.Cause)})",
            StompRejectedException rejected => $"Rejected({rejected.Rejection.Kind})",
            StompStaleMessageException => "Stale",
            _ => $"{failure}",
        };
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Unknown unknown => $"Unknown({Word(unknown.Cause)})",
        Outcome.Rejected rejected => $"Rejected({rejected.Why.Kind})",
        _ => outcome.GetType().Name,
    };

    private static string Word(Cause cause) => cause is Cause.SessionEnded ended ? ended.Reason.GetType().Name : cause.GetType().Name;
}
