namespace Stomp.Pure.Sessions;

/// <summary>When a message counts as consumed.</summary>
public enum AckMode
{
    /// <summary>When the broker has sent it.</summary>
    Auto,

    /// <summary>When it or a later message of the subscription is acknowledged (1.0: only when it is itself, A-ACK10).</summary>
    Client,

    /// <summary>When it is acknowledged itself; 1.1 and 1.2.</summary>
    ClientIndividual,
}

/// <summary>Ack modes as the wire writes them.</summary>
public static class AckModeText
{
    /// <summary><c>auto</c>, <c>client</c> or <c>client-individual</c>.</summary>
    public static string ToText(this AckMode mode) => mode switch
    {
        AckMode.Auto => "auto",
        AckMode.Client => "client",
        AckMode.ClientIndividual => "client-individual",
    };

    /// <summary>Reads a mode exactly as the wire writes it.</summary>
    public static AckMode? Parse(string? text) => text switch
    {
        "auto" => AckMode.Auto,
        "client" => AckMode.Client,
        "client-individual" => AckMode.ClientIndividual,
        _ => null,
    };
}
