namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>The listeners of one RabbitMQ node.</summary>
internal sealed class RabbitMqPorts(int[] ports)
{
    public const int Count = 8;

    public int Stomp => ports[0];

    public int Tls => ports[1];

    public int Mtls => ports[2];

    public int WebSocket => ports[3];

    public int SecureWebSocket => ports[4];

    public int Amqp => ports[5];

    public int Distribution => ports[6];

    public int PortMapper => ports[7];
}
