using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Where a connection is lost: in a test world, or between it and a real broker. A test that is given one does not know which.</summary>
internal abstract class Stage : IAsyncDisposable
{
    /// <summary>The queues of one stage are nobody else's.</summary>
    private readonly string _name = $"{Guid.NewGuid():N}";

    public string Queue(string name) => $"/queue/{name}-{_name}";

    public abstract Task<StompConnection> OpenAsync(UnknownPolicy policy);

    /// <summary>Awaits what ends by itself.</summary>
    public abstract Task<T> AwaitAsync<T>(Task<T> task);

    /// <summary>From now on nothing of what the broker says arrives.</summary>
    public abstract void Mute(StompConnection stomp);

    /// <summary>Returns when a text and all before it has reached the broker.</summary>
    public abstract Task ReachedAsync(string text);

    /// <summary>The link breaks. Returns when the connection knows.</summary>
    public abstract Task LoseAsync(StompConnection stomp);

    /// <summary>Returns when the connection came back.</summary>
    public abstract Task BackAsync(StompConnection stomp);

    /// <summary>Fails the test unless the broker comes to hold so many messages of a queue.</summary>
    public abstract Task HoldsAsync(string queue, int count);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A test world; whoever uses it has entered it.</summary>
internal sealed class WorldStage(TestWorld world) : Stage
{
    public override Task<StompConnection> OpenAsync(UnknownPolicy policy) => world.ConnectAsync(options => options.WithOnUnknown(policy));

    public override Task<T> AwaitAsync<T>(Task<T> task) => world.AdvanceUntilAsync(task);

    public override void Mute(StompConnection stomp) => world.Silence(stomp, Silence.ToClient);

    public override Task ReachedAsync(string text) => world.SettleAsync();

    public override async Task LoseAsync(StompConnection stomp)
    {
        world.Cut(stomp);
        await world.SettleAsync();
    }

    public override async Task BackAsync(StompConnection stomp)
    {
        world.Heal(stomp);
        await world.AdvanceUntilAsync(stomp.WaitForStateAsync(state => state is StompState.Connected));
    }

    public override async Task HoldsAsync(string queue, int count)
    {
        await world.SettleAsync();
        Assert.Equal(count, world.Broker.CountWaiting(queue));
    }

    public override ValueTask DisposeAsync() => world.DisposeAsync();
}

/// <summary>A real broker behind a wire.</summary>
internal sealed class BrokerStage(BrokerInstance broker) : Stage
{
    private readonly Wire _wire = new(broker.Port);

    public override Task<StompConnection> OpenAsync(UnknownPolicy policy) =>
        Real.OpenAsync(Real.OptionsFor(_wire.Port).WithOnUnknown(policy).WithReconnect(reconnect => reconnect with { Initial = TimeSpan.FromSeconds(3) }));

    public override Task<T> AwaitAsync<T>(Task<T> task) => task.InTimeAsync();

    public override void Mute(StompConnection stomp) => _wire.Last.ToClient.Swallows = true;

    public override Task ReachedAsync(string text) =>
        Witness.UntilAsync(() => Task.FromResult(_wire.Last.ToBroker.IsThrough && _wire.Last.ToBroker.Frames.Any(frame => frame.EndsWith("\n\n" + text, StringComparison.Ordinal))), $"{text} passed");

    /// <summary>By FIN: the broker reads first what was on its way.</summary>
    public override async Task LoseAsync(StompConnection stomp)
    {
        var lost = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        _wire.Last.Cut(reset: false);
        await lost;
    }

    public override Task BackAsync(StompConnection stomp) => stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);

    public override Task HoldsAsync(string queue, int count) =>
        Witness.UntilAsync(async () => await Witness.MessagesAsync(broker, queue) == count, $"{count} messages in {queue}");

    public override ValueTask DisposeAsync() => _wire.DisposeAsync();
}
