namespace Stomp.Cli.Commands;

/// <summary>What every command ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed: a fault, a refusal, no broker, a failed expectation.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, or input that cannot be read.</summary>
    public const int Usage = 2;
}
