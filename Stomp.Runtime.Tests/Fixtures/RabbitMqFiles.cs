using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Everything RabbitMQ reads when it starts.</summary>
internal static class RabbitMqFiles
{
    /// <summary>A secret by which nodes know each other.</summary>
    public static string Cookie() => Convert.ToHexString(RandomNumberGenerator.GetBytes(20));

    public static async Task WriteAsync(Scratch scratch, RabbitMqPorts ports, TestCertificates certificates, string cookie, string extra)
    {
        Directory.CreateDirectory(scratch.PathOf("data"));
        scratch.Write("log/output", "");
        scratch.Write("conf/env.conf", "");
        scratch.Write("conf/enabled_plugins", "[rabbitmq_stomp, rabbitmq_web_stomp, rabbitmq_auth_mechanism_ssl].\n");
        scratch.Write("conf/definitions.json", Definitions());
        scratch.Write("conf/rabbitmq.conf", Configuration(scratch, ports, certificates) + "\n" + extra + "\n");
        scratch.Write("conf/mtls.erl", MutualTls(ports, certificates));
        scratch.Write(".erlang.cookie", cookie);
        await scratch.Account.OwnAsync(scratch.Folder);
        await Command.RunAsync("chmod", "400", scratch.PathOf(".erlang.cookie")); // Erlang insists
    }

    private static string Configuration(Scratch scratch, RabbitMqPorts ports, TestCertificates certificates) => $"""
        listeners.tcp.1 = 127.0.0.1:{ports.Amqp}
        stomp.listeners.tcp.1 = 127.0.0.1:{ports.Stomp}
        stomp.listeners.ssl.1 = 127.0.0.1:{ports.Tls}
        stomp.ssl_cert_login = true
        ssl_cert_login_from = common_name
        ssl_options.cacertfile = {certificates.Ca.Certificate}
        ssl_options.certfile = {certificates.Server.Certificate}
        ssl_options.keyfile = {certificates.Server.Key}
        ssl_options.verify = verify_none
        ssl_options.fail_if_no_peer_cert = false
        web_stomp.tcp.listener = 127.0.0.1:{ports.WebSocket}
        web_stomp.ssl.listener = 127.0.0.1:{ports.SecureWebSocket}
        web_stomp.ssl.cacertfile = {certificates.Ca.Certificate}
        web_stomp.ssl.certfile = {certificates.Server.Certificate}
        web_stomp.ssl.keyfile = {certificates.Server.Key}
        load_definitions = {scratch.PathOf("conf", "definitions.json")}
        loopback_users.guest = false
        log.console = false
        log.file = {scratch.PathOf("log", "node")}
        log.file.level = info
        disk_free_limit.absolute = 50MB
        """;

    private static string Definitions() => $$"""
        {
          "vhosts": [{"name": "/"}, {"name": "test"}],
          "users": [
            {{UserEntry("guest", Hash("guest"), "administrator")}},
            {{UserEntry("alice", Hash("s3cret"), "")}},
            {{UserEntry("bob", Hash(RabbitMqBroker.BobsPasscode), "")}},
            {{UserEntry("stompclient", "", "")}}
          ],
          "permissions": [
            {{Permission("guest", "/", ".*", ".*")}},
            {{Permission("guest", "test", ".*", ".*")}},
            {{Permission("alice", "/", ".*", ".*")}},
            {{Permission("alice", "test", ".*", ".*")}},
            {{Permission("bob", "/", @"^(bob|stomp-|amq\\.gen).*", @"^(bob|stomp-|amq\\.).*")}},
            {{Permission("stompclient", "/", ".*", ".*")}}
          ]
        }
        """;

    private static string UserEntry(string name, string hash, string tags) => $$"""
        {"name": "{{name}}", "password_hash": "{{hash}}", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "{{tags}}"}
        """;

    private static string Permission(string user, string host, string configure, string use) => $$"""
        {"user": "{{user}}", "vhost": "{{host}}", "configure": "{{configure}}", "write": "{{use}}", "read": "{{use}}"}
        """;

    /// <summary>The server's format: four octets of salt, then SHA-256 of salt and password.</summary>
    private static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        byte[] salted = [.. salt, .. Encoding.UTF8.GetBytes(password)];
        return Convert.ToBase64String([.. salt, .. SHA256.HashData(salted)]);
    }

    /// <summary>
    /// All STOMP listeners share one set of TLS options, so one that demands a client certificate cannot be configured:
    /// this code, evaluated while the node boots, adds it as soon as the plugin's supervisor is there.
    /// </summary>
    private static string MutualTls(RabbitMqPorts ports, TestCertificates certificates) => $$"""
        spawn(fun() ->
          Plugin = fun Await() ->
            case whereis(rabbit_stomp_sup) of undefined -> timer:sleep(50), Await(); Found -> Found end
          end,
          Options = [{nodelay, true}, {backlog, 128}, {verify, verify_peer}, {fail_if_no_peer_cert, true},
            {cacertfile, "{{certificates.Ca.Certificate}}"},
            {certfile, "{{certificates.Server.Certificate}}"}, {keyfile, "{{certificates.Server.Key}}"}],
          Supervisor = Plugin(),
          [Address] = rabbit_networking:tcp_listener_addresses({"127.0.0.1", {{ports.Mtls}}}),
          Settings = {stomp_configuration, <<"guest">>, <<"guest">>, false, false, true},
          supervisor:start_child(Supervisor, rabbit_networking:tcp_listener_spec(stomp_mutual_tls, Address, Options,
            ranch_ssl, rabbit_stomp_client_sup, Settings, 'stomp/ssl', 4, 1, "STOMP mutual TLS"))
        end).
        """;
}
