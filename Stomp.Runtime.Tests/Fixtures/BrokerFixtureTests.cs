using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>The fixtures keep what they promise to the other tests.</summary>
public sealed class BrokerFixtureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [BrokerFact(Broker.RabbitMq)]
    public async Task RabbitMq_answers_all_its_users_and_refuses_others()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "guest", "guest"));
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "alice", "s3cret"));
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "bob", @"b:o\\b")); // it unescapes CONNECT
        Assert.StartsWith("ERROR\n", await AnswerAsync(broker, "guest", "wrong"));
        Assert.Contains("test", await broker.ControlAsync("list_vhosts"));
    }

    [BrokerFact(Broker.ActiveMq)]
    public async Task ActiveMq_answers_all_its_users_and_refuses_others()
    {
        var broker = await ActiveMqBroker.SharedAsync();
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "guest", "guest"));
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "alice", "s3cret"));
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "bob", RabbitMqBroker.BobsPasscode));
        Assert.StartsWith("ERROR\n", await AnswerAsync(broker, "guest", "wrong"));
        Assert.True(await StompProbe.AnswersAsync(broker.NioPort, Patience));
        Assert.True(await StompProbe.AnswersAsync(broker.SmallFramesPort, Patience));
    }

    [BrokerFact(Broker.StompServer)]
    public async Task StompServer_answers_all_its_users_and_refuses_others()
    {
        var broker = await StompServerBroker.SharedAsync();
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "guest", "guest"));
        Assert.StartsWith("CONNECTED\n", await AnswerAsync(broker, "alice", "s3cret"));
        Assert.StartsWith("ERROR\n", await AnswerAsync(broker, "guest", "wrong"));
    }

    [BrokerFact(Broker.RabbitMq)]
    public async Task RabbitMq_answers_over_tls_and_mutual_tls()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        await AssertTlsAsync(broker.Certificates, broker.TlsPort, broker.MtlsPort);
    }

    [BrokerFact(Broker.ActiveMq)]
    public async Task ActiveMq_answers_over_tls_and_mutual_tls()
    {
        var broker = await ActiveMqBroker.SharedAsync();
        await AssertTlsAsync(broker.Certificates, broker.TlsPort, broker.MtlsPort);
        await AssertTlsAsync(broker.Certificates, broker.NioTlsPort, broker.MtlsPort);
    }

    [BrokerFact(Broker.RabbitMq)]
    public async Task RabbitMq_can_be_paused_killed_restarted_and_leaves_nothing()
    {
        var broker = await RabbitMqBroker.StartPrivateAsync();
        await AssertLifeAsync(broker, () => [broker.Pid, broker.PortMapperPid]);
    }

    [BrokerFact(Broker.ActiveMq)]
    public async Task ActiveMq_can_be_paused_killed_restarted_and_leaves_nothing()
    {
        var broker = await ActiveMqBroker.StartPrivateAsync();
        await AssertLifeAsync(broker, () => [broker.Pid]);
    }

    [BrokerFact(Broker.StompServer)]
    public async Task StompServer_can_be_paused_killed_restarted_and_leaves_nothing()
    {
        var broker = await StompServerBroker.StartPrivateAsync();
        await AssertLifeAsync(broker, () => [broker.Pid]);
    }

    [BrokerFact(Broker.StompServer)]
    public async Task A_shared_broker_cannot_be_disturbed()
    {
        var broker = await StompServerBroker.SharedAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(broker.KillAsync);
        await Assert.ThrowsAsync<InvalidOperationException>(broker.StopAsync);
        Assert.Throws<InvalidOperationException>(broker.Pause);
        await broker.DisposeAsync();
        Assert.True(await StompProbe.AnswersAsync(broker.Port, Patience));
    }

    [BrokerFact(Broker.RabbitMq)]
    public async Task A_broker_that_cannot_start_says_why()
    {
        var failure = await Assert.ThrowsAsync<BrokerStartException>(() => RabbitMqBroker.StartPrivateAsync("no.such.key = 1"));
        Assert.Contains("failed_to_prepare_configuration", failure.Message); // the log's words, not ours
    }

    [BrokerFact]
    public async Task Processes_of_a_scratch_folder_die_with_it_however_they_were_started()
    {
        var scratch = await Scratch.CreateAsync("test", "");
        // a process that ignores signals and hides in a session of its own
        var start = new ProcessStartInfo("setsid", ["--fork", "sh", "-c", "trap '' TERM HUP; echo $$; while :; do sleep 5; done"])
        {
            RedirectStandardOutput = true,
        };
        scratch.Adopt(start);
        using var process = Process.Start(start)!;
        var pid = int.Parse((await process.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Lives(pid));
        await scratch.DisposeAsync();
        await AssertGoneAsync([pid]);
        Assert.False(Directory.Exists(scratch.Folder));
    }

    private static async Task AssertLifeAsync(BrokerInstance broker, Func<IReadOnlyList<int>> pids)
    {
        await using (broker)
        {
            broker.Pause();
            Assert.False(await StompProbe.AnswersAsync(broker.Port, TimeSpan.FromSeconds(1)));
            broker.Resume();
            Assert.True(await StompProbe.AnswersAsync(broker.Port, Patience));

            var killed = broker.Pid;
            await broker.KillAsync();
            Assert.False(await StompProbe.AcceptsAsync(broker.Port, Patience));
            await broker.StartAsync();
            Assert.NotEqual(killed, broker.Pid);

            await broker.RestartAsync();
            Assert.True(await StompProbe.AnswersAsync(broker.Port, Patience));
            Assert.NotEmpty(broker.LogTail);
        }

        await AssertGoneAsync(pids());
        Assert.False(Directory.Exists(broker.Folder));
    }

    private static async Task AssertTlsAsync(TestCertificates certificates, int tlsPort, int mtlsPort)
    {
        Assert.StartsWith("CONNECTED\n", await AnswerOverTlsAsync(certificates, tlsPort, null));
        Assert.StartsWith("CONNECTED\n", await AnswerOverTlsAsync(certificates, mtlsPort, certificates.Client));
        await Assert.ThrowsAnyAsync<Exception>(() => AnswerOverTlsAsync(certificates, mtlsPort, null));
        await Assert.ThrowsAnyAsync<Exception>(() => AnswerOverTlsAsync(certificates, mtlsPort, certificates.RogueClient));
    }

    private static async Task<string> AnswerAsync(BrokerInstance broker, string login, string passcode)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await StompProbe.ConnectAsync(broker.Port, login, passcode, deadline.Token);
    }

    private static async Task<string> AnswerOverTlsAsync(TestCertificates certificates, int port, CertificateFiles? client)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port, deadline.Token);
        await using var tls = new SslStream(tcp.GetStream());
        using var authority = X509CertificateLoader.LoadCertificateFromFile(certificates.Ca.Certificate);
        using var own = client is null ? null : X509CertificateLoader.LoadPkcs12FromFile(client.Bundle, TestCertificates.Password);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = own is null ? [] : [own],
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            deadline.Token);
        return await StompProbe.ConnectAsync(tls, "guest", "guest", deadline.Token);
    }

    /// <summary>A zombie counts as gone: whoever is process 1 may be slow to bury it.</summary>
    private static bool Lives(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return line[line.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task AssertGoneAsync(IReadOnlyList<int> pids)
    {
        using var deadline = new CancellationTokenSource(Patience);
        foreach (var pid in pids)
        {
            while (Lives(pid)) await Task.Delay(10, deadline.Token);
        }
    }
}
