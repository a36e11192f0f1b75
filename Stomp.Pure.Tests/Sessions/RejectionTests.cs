using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>What whoever is refused is told, to the letter.</summary>
public sealed class RejectionTests : SessionScenarios
{
    private static readonly SessionConfig Rabbit = Config with { Profile = BrokerProfile.RabbitMq };
    private static readonly SessionConfig Active = Config with { Profile = BrokerProfile.ActiveMq };
    private static readonly SessionEvent.Order Delete = new SessionEvent.Unsubscribe(default, 0, 1) { Deletes = true };

    [Fact]
    [Trait("Row", "M25")]
    public void Of_durable_subscriptions()
    {
        Refuses(Rabbit, Durable(""), "the name of a durable subscription must not be empty");
        Refuses(Config with { Profile = BrokerProfile.Standard }, Durable("n"), "how durable subscriptions are made on a broker of the profile standard is not known; give SUBSCRIBE its headers yourself");
        Refuses(Active, Durable("n"), "ActiveMQ keeps durable subscriptions by the client-id of CONNECT, and there is none; set ClientId");
        Refuses(Rabbit, Durable("n") with { Id = "i" }, "RabbitMQ knows a durable subscription by its id, which is given as i; leave it out, or give n");
        foreach (var name in new[] { ":n", "n:", "\\", "\r", "\n", "\0" })
            Refuses(Rabbit, Durable(name), "the name of the durable subscription is its id on RabbitMQ; it must not hold a colon, backslash, line end or NUL");
        Refuses(Rabbit, Delete, "the subscription to /q is not durable: there is nothing to delete", Subscribe("/q"));
        Assert.Equal(
            "at 1.0 ActiveMQ deletes only a durable subscription whose name is the client id; use a later version",
            Why(Connected(StompVersion.V10, Active with { ClientId = "me" }).State, Delete, Durable("n")));
    }

    [Fact]
    public void Of_transactions()
    {
        Refuses(Config, Begin(""), "the id of a transaction must not be empty");
        Refuses(Config, Begin("mine"), "transaction id mine was used before on this connection", Begin("mine"));
        Refuses(Config, Begin("t1"), "transaction id t1 was used before on this connection", Begin());
        Refuses(Config, Commit("mine"), "transaction mine is not open on this session; it was never begun, is committed or aborted, or died with an earlier session");
    }

    [Fact]
    public void Of_everything_at_the_end()
    {
        Refuses(Config, Disconnect(), "the session is saying goodbye already", Send("/q") with { Receipt = Receipt }, Disconnect());
        Assert.Equal(
            "the session is over: the connection was lost: the broker closed it",
            Why(Session.Step(Connected(StompVersion.V12).State, new SessionEvent.PeerClosed(Instant.FromSeconds(3601))).State, Send("/q")));
        Refuses(Rabbit, Subscribe("/temp-queue/a") with { ForReplies = true }, "the queue for replies /temp-queue/a was used before on this connection", Subscribe("/temp-queue/a") with { ForReplies = true });
    }

    private static SessionEvent.Subscribe Durable(string name) => Subscribe("/topic/n") with { DurableName = name };

    private static void Refuses(SessionConfig config, SessionEvent.Order order, string expected, params SessionEvent.Order[] before) =>
        Assert.Equal(expected, Why(Connected(StompVersion.V12, config).State, order, before));

    private static string Why(SessionState state, SessionEvent.Order order, params SessionEvent.Order[] before)
    {
        var (at, op) = (Instant.FromSeconds(3601), 0L);
        foreach (var earlier in before)
            state = Session.Step(state, Numbered(earlier, ++op)).State;
        var completed = Assert.Single(Session.Step(state, Numbered(order, ++op)).Effects.OfType<SessionEffect.Completed>());
        Assert.Equal(op, completed.Op);
        return Assert.IsType<Outcome.Rejected>(completed.Outcome).Why.Text;

        SessionEvent.Order Numbered(SessionEvent.Order one, long number)
        {
            one = one with { At = at, Op = number };
            return one is SessionEvent.Subscribe subscribe ? subscribe with { Key = number } : one;
        }
    }
}
