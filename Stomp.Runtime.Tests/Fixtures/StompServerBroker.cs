using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Debian's stompserver, which speaks STOMP 1.0 only and without TLS. Users: guest/guest, alice/s3cret.</summary>
public sealed class StompServerBroker : BrokerInstance
{
    private const string User = "stompserver";

    private static readonly Lazy<Task<StompServerBroker>> Shared = new(() => Task.Run(() => StartedAsync(PrepareAsync(), shared: true)));

    private StompServerBroker(Scratch scratch, int port)
        : base(scratch, port)
    {
    }

    private protected override int StopSignal => Posix.Interrupt;

    /// <summary>The instance of this test run, started on first use. It cannot be stopped, killed or paused.</summary>
    public static Task<StompServerBroker> SharedAsync() => Shared.Value;

    /// <summary>An instance of one's own, to disturb at will. Its queues are in memory and do not survive a restart.</summary>
    public static Task<StompServerBroker> StartPrivateAsync() => StartedAsync(PrepareAsync());

    private protected override Task<BrokerProcess> LaunchAsync() =>
        Task.FromResult(BrokerProcess.Start(Scratch, "log/output", new Dictionary<string, string>(),
            "ruby", "-W0", Scratch.PathOf("start.rb"), "-C", Scratch.PathOf("stompserver.conf")));

    private static async Task<StompServerBroker> PrepareAsync()
    {
        if (Installed.WhyMissing(Broker.StompServer) is { } reason) throw new BrokerStartException(reason);
        var scratch = await Scratch.CreateAsync("stompserver", User);
        var port = LoopbackPorts.Take(1)[0];
        Directory.CreateDirectory(scratch.PathOf("state"));
        scratch.Write("log/output", "");
        scratch.Write("etc/.passwd", "---\nguest: guest\nalice: s3cret\n");
        scratch.Write("stompserver.conf", Configuration(scratch, port));
        scratch.Write("start.rb", Start);
        await scratch.Account.OwnAsync(scratch.Folder);
        return new StompServerBroker(scratch, port);
    }

    private static string Configuration(Scratch scratch, int port) => $"""
        ---
        :host: 127.0.0.1
        :port: {port}
        :auth: true
        :queue: memory
        :daemon: false
        :debug: false
        :working_dir: {scratch.PathOf("state")}
        :storage: {scratch.PathOf("state", "storage")}
        :pidfile: {scratch.PathOf("state", "pid")}
        :logdir: {scratch.PathOf("log")}
        :etcdir: {scratch.PathOf("etc")}
        """;

    /// <summary>
    /// The packaged start script sets class variables from the top level, which Ruby 3 refuses at the first connection;
    /// this does the same in a way that it accepts.
    /// </summary>
    private const string Start = """
        %w[etc yaml optparse stomp_server].each { |library| require library }
        EventMachine.run do
          options = StompServer::Configurator.new.opts
          server = StompServer::Run.new(options)
          server.start
          stomp = StompServer::Protocols::Stomp
          stomp.class_variable_set(:@@auth_required, server.auth_required)
          stomp.class_variable_set(:@@stompauth, server.stompauth)
          stomp.class_variable_set(:@@queue_manager, server.queue_manager)
          stomp.class_variable_set(:@@topic_manager, server.topic_manager)
          EventMachine.start_server(options[:host], options[:port], stomp)
        end
        """;
}
