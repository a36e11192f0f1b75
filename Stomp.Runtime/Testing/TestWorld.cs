using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Brokers;
using Stomp.Runtime.Embedded;
using Stomp.Runtime.Testing;

namespace Stomp.Runtime;

/// <summary>
/// A world for tests: connections, a network and a broker in this process, under a time that moves only when the test says so. Everything in
/// it happens in one order that the seed alone decides, the code of the test included, which runs in the world from
/// <c>await TestWorld.StartAsync()</c> on.
/// </summary>
/// <remarks>
/// In the world goes on whatever awaits something of it: connections, subscriptions, handlers, pools, <see cref="Time"/>, the world itself, with
/// <c>ConfigureAwait(false)</c> or without. What awaits something else comes back as well, unless it says <c>ConfigureAwait(false)</c>; let it wait
/// within <see cref="OutsideAsync(Func{Task})"/>, so that no time goes by meanwhile. Code in <c>Task.Run</c> or on threads of its own is not in the world.
/// </remarks>
public sealed class TestWorld : IAsyncDisposable
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromHours(1);

    private readonly VirtualTime _time = new();
    private readonly Course _course;
    private readonly Strand _strand;
    private readonly Network _network;
    private readonly Trace _trace;
    private readonly TestWorldOptions _options;
    private BrokerDriver _broker;
    private bool _isOver;

    private TestWorld(ulong seed, TestWorldOptions options)
    {
        (Seed, _options) = (seed, options);
        _course = new(_time);
        _strand = new(_course, seed);
        _course.Strand = _strand;
        _trace = new(_time);
        _network = new(_strand, _time, _trace, _strand.NewSeed());
        _broker = StartDriver();
        Options = new StompOptions
        {
            Endpoints = [new("broker", Pure.Reconnection.Endpoint.DefaultPort) { VirtualHost = "/" }],
            PreferLocal = false,
            TryLoopback = false,
            TransportFactory = _network,
            TimeProvider = _time,
            LoggerFactory = options.LoggerFactory,
            Turns = _strand,
        };
    }

    /// <summary>What decides everything that is thrown: the jitter of waits and of the network, names.</summary>
    public ulong Seed { get; }

    /// <summary>Options for connections and pools of this world: <c>StompConnection.OpenAsync(world.Options)</c>, <c>new StompPool(world.Options)</c>.</summary>
    public StompOptions Options { get; }

    /// <summary>The time of this world, for code under test. It begins on 1 January 2000, UTC.</summary>
    public TimeProvider Time => _time;

    /// <summary>How much time went by since the world began.</summary>
    public TimeSpan Now => _time.Now;

    /// <summary>The broker as it is now: a value to look into.</summary>
    public BrokerState Broker => _broker.State;

    /// <summary>What happened on the network, a line each: the instant, the connection's number, and octets (<c>&gt;</c> to the broker) or an event. The newest 50,000 at least; passcodes are left out.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Begins a world; the code that awaits it goes on in it: <c>await using var world = await TestWorld.StartAsync(seed: 42);</c></summary>
    /// <param name="seed">The same seed, the same course of things.</param>
    /// <param name="options">The broker and logging.</param>
    /// <exception cref="ArgumentException">The broker's configuration is wrong.</exception>
    public static TestWorldEntry StartAsync(ulong seed = 0, TestWorldOptions? options = null)
    {
        var chosen = options ?? new();
        return chosen.Broker.Check() is { } problem ? throw new ArgumentException(problem + ".", nameof(options)) : new(new TestWorld(seed, chosen));
    }

    /// <summary>Code that awaits it goes on in the world: for tests whose world was begun elsewhere, for instance by a fixture.</summary>
    public TestWorldEntry EnterAsync() => new(this);

    /// <summary>Opens a connection. Time goes by as long as that takes.</summary>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="StompConnectionException">The session could not be opened.</exception>
    public async Task<StompConnection> ConnectAsync(Func<StompOptions, StompOptions>? configure = null)
    {
        CheckHere();
        var opening = StompConnection.OpenAsync(configure is null ? Options : configure(Options));
        await _course.PassAsync(opening).ConfigureAwait(false);
        return await opening.ConfigureAwait(false);
    }

    /// <summary>Lets time go by, deadline by deadline: what is due happens and everything comes to rest before time moves on, and before this ends.</summary>
    /// <param name="time">How long, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time does not go backwards.</exception>
    public Task AdvanceAsync(TimeSpan time)
    {
        CheckHere();
        return _course.AdvanceAsync(time);
    }

    /// <summary>Waits until everything is at rest, without any time going by.</summary>
    public Task SettleAsync() => AdvanceAsync(TimeSpan.Zero);

    /// <summary>Awaits something with time going by as long as it must: <c>await world.AdvanceUntilAsync(stomp.SendAsync(…))</c>.</summary>
    /// <param name="task">What is awaited.</param>
    /// <param name="limit">How much time may go by. Default one hour.</param>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task AdvanceUntilAsync(Task task, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        CheckHere();
        await _course.AdvanceUntilAsync(task, limit ?? DefaultLimit).ConfigureAwait(false);
        await task.ConfigureAwait(false);
    }

    /// <summary>Awaits something with time going by as long as it must: <c>await world.AdvanceUntilAsync(stomp.RequestAsync(…))</c>.</summary>
    /// <param name="task">What is awaited.</param>
    /// <param name="limit">How much time may go by. Default one hour.</param>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> task, TimeSpan? limit = null)
    {
        await AdvanceUntilAsync((Task)task, limit).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Does something that does not belong to the world, for instance with files or sockets. No time goes by until it has ended, and who awaits it goes on in the world.</summary>
    /// <param name="work">What to do; it must not wait for time to go by.</param>
    public async Task OutsideAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        CheckHere();
        _course.Hold();
        try
        {
            await _strand.Join(work()).ConfigureAwait(false);
        }
        finally
        {
            _course.Release();
        }
    }

    /// <inheritdoc cref="OutsideAsync(Func{Task})"/>
    public async Task<T> OutsideAsync<T>(Func<Task<T>> work)
    {
        Func<Task> plain = work;
        Task? begun = null;
        await OutsideAsync((Func<Task>)(() => begun = plain())).ConfigureAwait(false);
        return await ((Task<T>)begun!).ConfigureAwait(false);
    }

    /// <summary>
    /// The network of a connection dies: its links break, and every attempt to connect fails until <see cref="Heal()"/>. The client learns of it in a turn of
    /// its own: what is sent at once may still go down with the link. <see cref="SettleAsync"/> waits until it knows.
    /// </summary>
    public void Cut(StompConnection connection) => LineOf(connection).Cut();

    /// <summary>The links of a connection break, once: the next attempt to connect succeeds.</summary>
    public void Drop(StompConnection connection) => LineOf(connection).Drop();

    /// <summary>
    /// What a connection or the broker writes does not arrive, and nobody is told, as when a cable is pulled. After <see cref="Heal()"/> it arrives, where
    /// the link is still there.
    /// </summary>
    /// <param name="connection">Whose network.</param>
    /// <param name="directions">In which directions.</param>
    public void Silence(StompConnection connection, Silence directions = Runtime.Silence.Both) => LineOf(connection).BeSilent(directions);

    /// <summary>Every attempt to connect is refused until <see cref="Heal()"/>; links that are there stay.</summary>
    public void RefuseDials()
    {
        CheckHere();
        _network.RefusesDials = true;
    }

    /// <summary>All networks are whole again, and dials are accepted.</summary>
    public void Heal()
    {
        CheckHere();
        _network.Heal();
    }

    /// <summary>The network of one connection is whole again.</summary>
    public void Heal(StompConnection connection) => LineOf(connection).Heal();

    /// <summary>From now on octets take time, each way; what was written first arrives first all the same.</summary>
    /// <param name="latency">So long at least.</param>
    /// <param name="jitter">Up to so much longer, as the dice say.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is negative.</exception>
    public void SetLatency(TimeSpan latency, TimeSpan jitter = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitter, TimeSpan.Zero);
        CheckHere();
        (_network.Latency, _network.Jitter) = (latency, jitter);
    }

    /// <summary>The broker dies: links break, and every attempt to connect is refused until <see cref="StartBroker"/>. Nothing when it is stopped already.</summary>
    public void StopBroker()
    {
        CheckHere();
        _network.LoseBroker();
    }

    /// <summary>The broker is there again, with what its queues held or without. Nothing when it was not stopped.</summary>
    /// <param name="keepsMessages">Whether it comes back with the messages that were not settled.</param>
    public void StartBroker(bool keepsMessages = true)
    {
        CheckHere();
        if (_network.Broker is not null)
            return;
        if (keepsMessages)
        {
            _network.Broker = _broker.Accept;
            return;
        }

        _ = _broker.DisposeAsync().AsTask();
        _broker = StartDriver();
    }

    /// <summary>Ends the world: connections and pools that are left, the broker, all timers.</summary>
    /// <exception cref="Exception">Code of the test threw where nobody awaited it, and nobody has learnt of it yet.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        await _strand.Run(async () =>
        {
            await _strand.EndAsync().ConfigureAwait(false);
            await _broker.DisposeAsync().ConfigureAwait(false);
            _time.End();
            _course.End();
        }).ConfigureAwait(false);
        _course.ThrowFailure();
    }

    internal void Enter(Action continuation) => _strand.PostUser(continuation);

    internal int FromElsewhere => _strand.FromElsewhere;

    internal int TimerCount => _time.TimerCount;

    private BrokerDriver StartDriver()
    {
        var driver = new BrokerDriver(_options.Broker, _time, _strand, _options.LoggerFactory.CreateLogger<TestWorld>());
        _network.Broker = driver.Accept;
        return driver;
    }

    private Line LineOf(StompConnection connection, [CallerMemberName] string member = "")
    {
        ArgumentNullException.ThrowIfNull(connection);
        CheckHere(member);
        return _network.LineOf(connection.Driver);
    }

    private void CheckHere([CallerMemberName] string member = "")
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (!_strand.IsHere)
        {
            throw new InvalidOperationException(
                $"{member} was called from outside of the world, where nothing has an order. Begin the world in the test itself, with await TestWorld.StartAsync(), or enter it with await world.EnterAsync().");
        }
    }
}
