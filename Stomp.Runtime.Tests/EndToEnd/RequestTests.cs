using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Questions and answers over temporary queues, which RabbitMQ makes by itself and ActiveMQ only on SUBSCRIBE.</summary>
[Trait("Row", "N05")]
[Recorded]
public sealed class RequestTests
{
    private static readonly TimeSpan Answered = TimeSpan.FromSeconds(20);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task Each_question_gets_its_own_answer(Broker broker, StompVersion version)
    {
        var destination = Real.Queue();
        await using var server = await Real.OpenAsync(broker, version);
        await using var client = await Real.OpenAsync(broker, version);
        await using var service = await server.RespondAsync(destination, question => question.GetText() + "!", Real.Soon);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.RequestAsync(destination, $"question {i}", Answered)));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"question {i}!"), answers.Select(answer => answer.GetText()));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_question_that_nobody_answers_ends_with_its_deadline(Broker broker)
    {
        await using var client = await Real.OpenAsync(broker, StompVersion.V12);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => client.RequestAsync(Real.Queue(), "anybody?", TimeSpan.FromMilliseconds(300)));
        Assert.Contains("No reply from /queue/", error.Message, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_question_dies_with_its_session_and_the_next_one_is_answered(Broker broker)
    {
        await using var own = await Real.StartPrivateAsync(broker);
        var destination = Real.Queue();
        await using var client = await Real.OpenAsync(Real.OptionsFor(own));
        using var asked = new SemaphoreSlim(0);
        var silent = true;
        await using var service = await client.RespondAsync(destination, async (question, closing) =>
        {
            if (!Volatile.Read(ref silent))
                return "here";
            asked.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, closing).WaitAsync(TimeSpan.FromMilliseconds(100)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidOperationException("no answer");
        });
        var question = client.RequestAsync(destination, "still there?", Answered);
        await asked.WaitAsync(Real.Soon);
        Volatile.Write(ref silent, false);
        await own.KillAsync();
        var unknown = await Assert.ThrowsAsync<StompUnknownException>(() => question);
        Assert.IsType<Stomp.Pure.Sessions.Cause.SessionEnded>(unknown.Cause);
        await own.StartAsync();
        await client.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
        Assert.Equal("here", (await client.RequestAsync(destination, "and now?", Answered)).GetText());
    }
}
