namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>The listeners of one ActiveMQ broker.</summary>
internal sealed class ActiveMqPorts(int[] ports)
{
    public const int Count = 7;

    public int Stomp => ports[0];

    public int Tls => ports[1];

    public int Mtls => ports[2];

    public int Nio => ports[3];

    public int NioTls => ports[4];

    public int SmallFrames => ports[5];

    public int OpenWire => ports[6];
}
