namespace Stomp.Pure.Frames;

/// <summary>A version of the protocol.</summary>
public enum StompVersion
{
    /// <summary>STOMP 1.0.</summary>
    V10 = 10,

    /// <summary>STOMP 1.1.</summary>
    V11 = 11,

    /// <summary>STOMP 1.2.</summary>
    V12 = 12,
}

/// <summary>Versions as the wire writes them.</summary>
public static class StompVersionText
{
    /// <summary><c>1.0</c>, <c>1.1</c> or <c>1.2</c>.</summary>
    public static string ToText(this StompVersion version) => version switch
    {
        StompVersion.V10 => "1.0",
        StompVersion.V11 => "1.1",
        StompVersion.V12 => "1.2",
    };

    /// <summary>Reads <c>1.0</c>, <c>1.1</c> or <c>1.2</c>, exactly and without blanks (A-ACCVER).</summary>
    public static StompVersion? Parse(string? text) => text switch
    {
        "1.0" => StompVersion.V10,
        "1.1" => StompVersion.V11,
        "1.2" => StompVersion.V12,
        _ => null,
    };
}
