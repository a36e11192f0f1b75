using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>A subscription that the broker allowed in one session and refuses in the next.</summary>
[Trait("Row", "M40")]
[Trait("Row", "N03")]
[Recorded]
public sealed class RefusedRestoreTests
{
    [BrokerFact(Broker.RabbitMq)]
    public async Task RabbitMq_refuses_the_middle_one_of_three()
    {
        // A user of its own on the broker of all, so that nobody else loses a permission.
        var broker = await RabbitMqBroker.SharedAsync();
        var user = $"user-{Guid.NewGuid():N}";
        var queues = Enumerable.Range(0, 3).Select(_ => Real.Queue()).ToArray();
        await broker.ControlAsync("add_user", user, "passcode");
        await broker.ControlAsync("set_permissions", user, ".*", ".*", ".*");
        var allowed = $"^({queues[0]["/queue/".Length..]}|{queues[2]["/queue/".Length..]})$";
        await RefusedAsync(
            broker, user, "passcode", queues, "access_refused",
            async wire =>
            {
                await broker.ControlAsync("set_permissions", user, allowed, ".*", allowed);
                wire.Last.Cut(reset: true);
            },
            async () =>
            {
                foreach (var (queue, counted) in queues.Zip([(0, 0, 1), (1, 0, 0), (0, 0, 1)]))
                    Assert.Equal(counted, await Witness.QueueAsync(broker, queue));
            });
        await broker.ControlAsync("delete_user", user);
    }

    [BrokerFact(Broker.ActiveMq)]
    public async Task ActiveMq_refuses_the_middle_one_of_three()
    {
        await using var broker = await ActiveMqBroker.StartPrivateAsync();
        string[] queues = ["/queue/bob.a", "/queue/readonly.a", "/queue/bob.b"];
        await RefusedAsync(
            broker, "bob", RabbitMqBroker.BobsPasscode, queues, "not authorized",
            async _ =>
            {
                broker.ForbidReadonly();
                await broker.KillAsync(); // one that is asked to stop may still let somebody in
                await broker.StartAsync();
            },
            async () => Assert.Equal(1, await Witness.MessagesAsync(broker, queues[1])));
    }

    private static async Task RefusedAsync(
        BrokerInstance broker, string login, string passcode, string[] queues, string said, Func<Wire, Task> forbidAndCutAsync, Func<Task> witnessAsync)
    {
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire).WithCredentials(login, passcode));
        var streams = new StompSubscription[queues.Length];
        for (var i = 0; i < queues.Length; i++)
            streams[i] = await stomp.SubscribeAsync(queues[i], AckMode.Auto, Real.Subscribed, Real.Soon);
        var first = Assert.Single(wire.Links);
        await forbidAndCutAsync(wire);

        var failure = await Assert.ThrowsAsync<StompErrorException>(() => streams[1].NextAsync());
        Assert.Contains(said, failure.Error.Message + failure.Error.Text, StringComparison.OrdinalIgnoreCase);
        // Sent into all three: the others deliver, the refused one is over for good.
        foreach (var queue in queues)
            await new ForeignClient(broker.Port).SendAsync(queue, queue);
        Assert.Equal(queues[0], (await streams[0].NextAsync()).GetText());
        Assert.Equal(queues[2], (await streams[2].NextAsync()).GetText());
        await Assert.ThrowsAsync<StompErrorException>(() => streams[1].NextAsync());

        // While the broker is down, whoever comes finds nobody; a session is a link over which it answered.
        var after = wire.Links.Where(link => link != first && link.ToClient.FramesOf("CONNECTED").Count > 0).ToArray();
        Assert.Equal(2, after.Length);
        Assert.Equal(queues, Restored(after[0]));
        Assert.Equal([queues[0], queues[2]], Restored(after[1]));
        Assert.Single(after[0].ToClient.FramesOf("ERROR"));
        Assert.Empty(after[1].ToClient.FramesOf("ERROR"));
        // That session goes on: what is sent now goes over it, and nobody has come since.
        var links = wire.Links.Count;
        await stomp.SendAsync(queues[0], "more", Real.Receipted, Real.Soon);
        Assert.Equal("more", (await streams[0].NextAsync()).GetText());
        await witnessAsync();
        Assert.Equal(links, wire.Links.Count);
        Assert.Same(after[1], wire.Last);
    }

    private static string[] Restored(WireLink link) =>
        [.. link.ToBroker.FramesOf("SUBSCRIBE").Select(frame => frame.Split('\n').Single(line => line.StartsWith("destination:", StringComparison.Ordinal))["destination:".Length..])];
}
