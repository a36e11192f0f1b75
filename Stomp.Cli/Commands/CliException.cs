using System;

namespace Stomp.Cli.Commands;

/// <summary>A command cannot go on; the message is the sentence for stderr.</summary>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Wrong usage, or input that cannot be read.</summary>
    public static CliException Usage(string message) => new(Commands.ExitCode.Usage, message);

    /// <summary>It failed.</summary>
    public static CliException Failed(string message) => new(Commands.ExitCode.Failed, message);
}
