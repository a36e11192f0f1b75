using System;
using System.IO;
using Xunit;

namespace Stomp.Runtime.Tests.House;

/// <summary>The guide for those who come from stomp.py names everything that they may have used.</summary>
public sealed class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(ReadmeTests.Root(), "docs", "from-stomp-py.md"));

    [Theory]
    [InlineData("Connection", "Connection10", "Connection11", "Connection12", "WSConnection", "MulticastConnection")]
    [InlineData("host_and_ports", "prefer_localhost", "try_loopback_connect", "timeout", "keepalive", "heartbeats", "heart_beat_receive_scale", "vhost")]
    [InlineData("reconnect_sleep_initial", "reconnect_sleep_increase", "reconnect_sleep_jitter", "reconnect_sleep_max", "reconnect_attempts_max")]
    [InlineData("auto_decode", "encoding", "auto_content_length", "bind_host_port", "ws_path", "header", "binary_mode", "recv_bytes", "is_eol_fc", "STOMP_SKIP_HOSTNAME_SCAN")]
    [InlineData("connect(", "disconnect(", "is_connected()", "send(", "subscribe(", "unsubscribe(", "ack(", "nack(", "begin(", "commit(", "abort(", "send_frame")]
    [InlineData("set_listener(", "remove_listener(", "get_listener(", "set_ssl(", "get_ssl(", "set_receipt", "override_threading", "with_connect_command", "wait_for_connection", "receiver_thread")]
    [InlineData("on_connecting", "on_connected", "on_disconnecting", "on_disconnected", "on_heartbeat()", "on_heartbeat_timeout", "on_before_message", "on_message", "on_receipt", "on_error", "on_send", "on_receiver_loop_completed")]
    [InlineData("StatsListener", "PrintingListener", "WaitingListener", "TestListener", "HeartbeatListener", "stomp.logging", "log_to_stdout()", "python -m stomp")]
    [InlineData("for_hosts", "key_file", "cert_file", "password", "ca_certs", "cert_validator", "ssl_version")]
    public void It_names_what_the_Python_client_has(params string[] names)
    {
        foreach (var name in names)
            Assert.Contains("`" + name, Guide.Replace("conn.", "`", StringComparison.Ordinal).Replace("transport.", "`", StringComparison.Ordinal).Replace(", ", "`", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_every_row_and_every_defect()
    {
        for (var row = 1; row <= 44; row++)
            Assert.Contains(FormattableString.Invariant($"M{row:00}"), Guide, StringComparison.Ordinal);
        var defects = Guide[Guide.IndexOf("gets wrong", StringComparison.Ordinal)..];
        for (var defect = 1; defect <= 35; defect++)
            Assert.Matches(FormattableString.Invariant($@"(?m)^\|[ \d,]*\b{defect}\b[ \d,]*\|"), defects);
    }
}
