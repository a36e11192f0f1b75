using Stomp.Pure.Reconnection;
using Xunit;

namespace Stomp.Pure.Tests.Reconnection;

/// <summary>How endpoints are written in logs, states and errors.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("broker.example", 61613, false, "broker.example:61613")]
    [InlineData("broker.example", 61614, true, "tls:broker.example:61614")]
    [InlineData("::1", 61613, false, "[::1]:61613")]
    [InlineData("fe80::1", 61614, true, "tls:[fe80::1]:61614")]
    public void An_endpoint_is_written_with_its_port_and_whether_it_is_TLS(string host, int port, bool tls, string text) =>
        Assert.Equal(text, new Endpoint(host, port) { IsTls = tls, ServerName = "other.example", VirtualHost = "orders" }.ToString());

    [Theory]
    [InlineData("broker.example", 15674, false, "/ws", "ws://broker.example:15674/ws")]
    [InlineData("::1", 443, true, "/", "wss://[::1]:443/")]
    [Trait("Row", "N11")]
    public void That_of_a_WebSocket_is_written_as_its_address(string host, int port, bool tls, string path, string text) =>
        Assert.Equal(text, new Endpoint(host, port) { IsTls = tls, WebSocketPath = path }.ToString());

    [Fact]
    public void The_ports_of_STOMP() => Assert.Equal((61613, 61614), (Endpoint.DefaultPort, Endpoint.DefaultTlsPort));
}
