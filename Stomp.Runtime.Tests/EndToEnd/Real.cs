using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>The way to the real brokers. Everything that waits has an end.</summary>
internal static class Real
{
    /// <summary>Far longer than anything takes here; whoever waits so long has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A token that ends when patience does.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Patience).Token;

    public static readonly SendOptions Receipted = new() { WaitForReceipt = true };

    public static readonly FrameOptions Confirmed = new() { WaitForReceipt = true };

    public static readonly SubscribeOptions Subscribed = new() { WaitForReceipt = true };

    public static async Task<BrokerInstance> SharedAsync(Broker broker) => broker switch
    {
        Broker.RabbitMq => await RabbitMqBroker.SharedAsync(),
        Broker.ActiveMq => await ActiveMqBroker.SharedAsync(),
        Broker.StompServer => await StompServerBroker.SharedAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(broker)),
    };

    public static async Task<BrokerInstance> StartPrivateAsync(Broker broker) => broker switch
    {
        Broker.RabbitMq => await RabbitMqBroker.StartPrivateAsync(),
        Broker.ActiveMq => await ActiveMqBroker.StartPrivateAsync(),
        Broker.StompServer => await StompServerBroker.StartPrivateAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(broker)),
    };

    public static StompOptions OptionsFor(int port) => StompOptions.For(FormattableString.Invariant($"stomp://guest:guest@127.0.0.1:{port}")).Recorded();

    public static StompOptions OptionsFor(BrokerInstance broker) => OptionsFor(broker.Port);

    public static async Task<StompOptions> OptionsAsync(Broker broker) => OptionsFor(await SharedAsync(broker));

    public static async Task<StompConnection> OpenAsync(Broker broker, StompVersion version) =>
        await OpenAsync((await OptionsAsync(broker)).WithVersions(version));

    public static Task<StompConnection> OpenAsync(StompOptions options) => StompConnection.OpenAsync(options, Soon);

    /// <summary>A queue that no other test knows.</summary>
    public static string Queue() => $"/queue/e2e-{Guid.NewGuid():N}";

    /// <summary>The next message, or the failure of the test.</summary>
    public static async Task<StompMessage> NextAsync(this StompSubscription subscription) => await subscription.Messages.ReadAsync(Soon);

    /// <summary>The mode in which every message is acknowledged by itself: at 1.0 that is the mode client, as the wire has it.</summary>
    public static AckMode OneByOne(StompVersion version) => version == StompVersion.V10 ? AckMode.Client : AckMode.ClientIndividual;

    /// <summary>Fails the test when a task does not end.</summary>
    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Patience);

    /// <summary>Fails the test when a task does not end.</summary>
    public static Task InTimeAsync(this Task task) => task.WaitAsync(Patience);
}
