using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Tests.Transcripts;
using Stomp.Pure.Transcripts;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>
/// Records the golden transcripts on real brokers: <c>dotnet run --project Stomp.Runtime.Tests -- golden FOLDER</c>. They lie in
/// <c>Stomp.Pure.Tests/Data/transcripts</c>, where later versions of the library replay them to the same states and effects.
/// </summary>
internal static class Goldens
{
    public const string Role = "golden";

    private const string Passcode = "s3cret";

    private static readonly StompVersion[] Versions = [StompVersion.V10, StompVersion.V11, StompVersion.V12];

    public static async Task<string> RunAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var kind in new[] { Broker.RabbitMq, Broker.ActiveMq })
        {
            await using var broker = await Real.StartPrivateAsync(kind);
            foreach (var version in Versions)
            {
                await RecordAsync(folder, kind, $"life-{version.ToText()}", broker, options => LifeAsync(options.WithVersions(version), version, 80));
                await RecordAsync(folder, kind, $"transactions-{version.ToText()}", broker, options => TransactAsync(options.WithVersions(version), version));
            }

            await RecordAsync(folder, kind, "subscriptions", broker, options => SubscribeAsync(options.WithVersions(StompVersion.V11)));
            await RecordAsync(folder, kind, "errors", broker, options => FailAsync(kind, options));
            await RecordAsync(folder, kind, "tls", broker, options => SecureAsync(broker, options));
            await RecordAsync(folder, kind, "refused", broker, options => RefuseAsync(options.WithCredentials("guest", "not the passcode")));
            await RecordAsync(folder, kind, "bodies", broker, BodiesAsync);
            await RecordAsync(folder, kind, "pool", broker, PoolAsync);
            await RecordAsync(folder, kind, "silence", broker, options => SilenceAsync(broker, options));
            await RecordAsync(folder, kind, "reconnect", broker, options => ReconnectAsync(broker, options));
        }

        GoldenFiles.AddVersion1(folder, "rabbitmq-transactions-1.1");
        var events = GoldenFolder.Files(folder).Select(TranscriptFile.Load).Sum(Events);
        return FormattableString.Invariant($"{GoldenFolder.Files(folder).Count} transcripts, {events} events. The words for CHANGELOG.md: {GoldenFolder.Words(folder)}");
    }

    private static long Events(Transcript transcript) => Replay.Verify(transcript).Match(
        same: it => it.Events,
        diverged: it => throw new InvalidOperationException(it.ToString()));

    private static async Task RecordAsync(string folder, Broker kind, string name, BrokerInstance broker, Func<StompOptions, Task> act)
    {
        var recording = GoldenFiles.PathTo(folder, $"{(kind == Broker.RabbitMq ? "rabbitmq" : "activemq")}-{name}");
        File.Delete(recording);
        Console.Error.WriteLine(recording);
        await act(Real.OptionsFor(broker).WithCredentials("alice", Passcode).WithRecording(recording) with { Seed = 1 });
        GoldenFiles.Pack(recording);
    }

    private static async Task LifeAsync(StompOptions options, StompVersion version, int messages)
    {
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var subscription = await stomp.SubscribeAsync(queue, Real.OneByOne(version), Real.Subscribed, Real.Soon);
        for (var i = 0; i < messages; i++)
        {
            await stomp.SendAsync(queue, $"message {i}: ä→😀", (i % 3 == 0 ? new() : Real.Receipted) with { Headers = [new("number", $"{i}"), new("note", version == StompVersion.V10 ? "plain" : "a:b\\c\nd")] }, Real.Soon);
            var message = await subscription.NextAsync();
            if (version != StompVersion.V10 && i % 10 == 9)
                await message.NackAsync(cancellationToken: Real.Soon);
            else
                await message.AckAsync(i % 2 == 0 ? Real.Confirmed : null, Real.Soon);
        }
    }

    private static async Task TransactAsync(StompOptions options, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var subscription = await stomp.SubscribeAsync(queue, Real.OneByOne(version), Real.Subscribed, Real.Soon);
        for (var i = 0; i < 10; i++)
        {
            await using var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon);
            for (var j = 0; j < 3; j++)
                await transaction.SendAsync(queue, $"{i}.{j}", cancellationToken: Real.Soon);
            if (i % 3 == 2)
                await transaction.AbortAsync(cancellationToken: Real.Soon);
            else
                await transaction.CommitAsync(cancellationToken: Real.Soon);
            for (var j = 0; i % 3 != 2 && j < 3; j++)
                await (await subscription.NextAsync()).AckAsync(cancellationToken: Real.Soon);
        }
    }

    private static async Task SubscribeAsync(StompOptions options)
    {
        await using var stomp = await Real.OpenAsync(options);
        for (var i = 0; i < 8; i++)
        {
            var queue = Real.Queue();
            var one = await stomp.SubscribeAsync(queue, (AckMode)(i % 3), i % 2 == 0 ? Real.Subscribed : null, Real.Soon);
            for (var j = 0; j < 5; j++)
                await stomp.SendAsync(queue, $"{i}.{j}", Real.Receipted, Real.Soon);
            var first = await one.NextAsync();
            if (one.Mode != AckMode.Auto)
                await first.AckAsync(cancellationToken: Real.Soon);
            await one.DisposeAsync();
        }

        await using var service = await stomp.RespondAsync("/queue/golden-questions", question => question.GetText() + "!", Real.Soon);
        for (var i = 0; i < 5; i++)
            await stomp.RequestAsync("/queue/golden-questions", $"question {i}", Real.Patience, cancellationToken: Real.Soon);
    }

    private static async Task FailAsync(Broker kind, StompOptions options)
    {
        await using var stomp = await Real.OpenAsync(options);
        for (var i = 0; i < 5; i++)
        {
            // What this broker answers with ERROR ends the session; the connection comes back.
            var broken = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
            var outcome = kind == Broker.RabbitMq
                ? await stomp.TrySendAsync(Real.Queue(), "mine", Real.Receipted with { Headers = [new("message-id", "mine")] }, Real.Soon)
                : await Outcome(() => stomp.SubscribeAsync(Real.Queue(), AckMode.Auto, Real.Subscribed with { Headers = [new("selector", "price >")] }, Real.Soon));
            Console.Error.WriteLine($"  {outcome}");
            await Task.WhenAny(broken, Task.Delay(TimeSpan.FromSeconds(1)));
            await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
            await stomp.SendAsync(Real.Queue(), "still there", Real.Receipted, Real.Soon);
        }
    }

    /// <summary>An authority that nobody knows, and then one that is trusted.</summary>
    private static async Task SecureAsync(BrokerInstance broker, StompOptions options)
    {
        var (port, authority) = broker switch
        {
            RabbitMqBroker rabbit => (rabbit.TlsPort, rabbit.Certificates.Ca.Certificate),
            var other => (((ActiveMqBroker)other).TlsPort, ((ActiveMqBroker)other).Certificates.Ca.Certificate),
        };
        await using var recording = new StompRecording(options.Recording!);
        var secure = StompOptions.For(FormattableString.Invariant($"stomp+ssl://localhost:{port}")).WithCredentials("alice", Passcode).WithRecording(recording)
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(100), FirstRounds = 2 }) with
        { Seed = 2 };
        Console.Error.WriteLine($"  {await Outcome(() => Real.OpenAsync(secure))}");
        await using var stomp = await Real.OpenAsync(secure.WithTls(tls => tls with { Authorities = authority }));
        await TalkAsync(stomp, 10);
    }

    private static async Task TalkAsync(StompConnection stomp, int messages)
    {
        var queue = Real.Queue();
        await using var subscription = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        for (var i = 0; i < messages; i++)
        {
            await stomp.SendAsync(queue, $"{i}: my passcode is {Passcode}", Real.Receipted, Real.Soon);
            await subscription.NextAsync();
        }
    }

    private static async Task<object> Outcome(Func<Task> act)
    {
        try
        {
            await act();
            return "done";
        }
        catch (StompException exception)
        {
            return exception.Message;
        }
    }

    private static async Task RefuseAsync(StompOptions options) => Console.Error.WriteLine($"  {await Outcome(() => Real.OpenAsync(options))}");

    private static async Task BodiesAsync(StompOptions options)
    {
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var subscription = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        foreach (var length in new[] { 0, 1, 1_000, 65_535, 65_536, 100_000 })
        {
            var body = new byte[length];
            for (var i = 0; i < length; i++)
                body[i] = (byte)(i % 251);
            await stomp.SendAsync(queue, body, Real.Receipted, Real.Soon);
            await subscription.NextAsync();
        }
    }

    private static async Task PoolAsync(StompOptions options)
    {
        await using var pool = new StompPool(options, new() { Min = 1, Max = 3 });
        var queue = Real.Queue();
        for (var i = 0; i < 10; i++)
        {
            var leases = new List<StompLease>();
            for (var j = 0; j <= i % 3; j++)
                leases.Add(await pool.RentAsync(Real.Soon));
            foreach (var lease in leases)
                await lease.Connection.SendAsync(queue, $"{i}", Real.Receipted, Real.Soon);
            foreach (var lease in leases)
                await lease.DisposeAsync();
        }
    }

    /// <summary>The broker stands still: heart-beats stay out, the session is given up, and the connection comes back once it goes on.</summary>
    private static async Task SilenceAsync(BrokerInstance broker, StompOptions options)
    {
        await using var stomp = await Real.OpenAsync(Quickly(options).WithHeartbeats(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500)));
        var queue = Real.Queue();
        await using var subscription = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        for (var i = 0; i < 2; i++)
        {
            var lost = stomp.WaitForStateAsync(state => state is StompState.Waiting { Cause: EndReason.HeartbeatTimedOut }, Real.Soon);
            broker.Pause();
            await lost;
            broker.Resume();
            await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
            await stomp.SendAsync(queue, $"back {i}", Real.Receipted, Real.Soon);
            await subscription.NextAsync();
        }
    }

    /// <summary>The broker is killed with sends under way; they are sent again.</summary>
    private static async Task ReconnectAsync(BrokerInstance broker, StompOptions options)
    {
        await using var stomp = await Real.OpenAsync(Quickly(options).WithOnUnknown(UnknownPolicy.Resend) with { ReceiptTimeout = Real.Patience });
        for (var i = 0; i < 2; i++)
        {
            var sends = Enumerable.Range(0, 60).Select(number => stomp.TrySendAsync("/queue/golden-again", $"{number}", Real.Receipted, Real.Soon)).ToList();
            var lost = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
            await broker.KillAsync();
            await lost;
            await broker.StartAsync();
            await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
            await Task.WhenAll(sends);
            await using var subscription = await stomp.SubscribeAsync("/queue/golden-again", AckMode.Auto, Real.Subscribed, Real.Soon);
            await stomp.SendAsync("/queue/golden-again", "after it", Real.Receipted, Real.Soon);
            await subscription.NextAsync();
        }
    }

    private static StompOptions Quickly(StompOptions options) => options.WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(200), Max = TimeSpan.FromSeconds(1) });
}
