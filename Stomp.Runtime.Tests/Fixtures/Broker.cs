namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Foreign software that a test may need.</summary>
public enum Broker
{
    RabbitMq,
    ActiveMq,
    StompServer,
    PythonStomp,
    OpenSsl,
    Chromium,
    Tcpdump,
}
