using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary>What the commands that talk to a broker have in common.</summary>
internal static class BrokerOptions
{
    private const string Usual = "stomp://localhost:61613";

    // How every transcript begins.
    private static ReadOnlySpan<byte> Beginning => "{\"transcript\":"u8;

    public static Option<string> Broker() => new("--broker")
    {
        Description = "The broker's address, for instance stomp://guest:guest@localhost:61613/virtual-host.",
        HelpName = "URI",
        DefaultValueFactory = _ => Usual,
    };

    public static Option<string> Destination() => new("--destination", "-d")
    {
        Description = "For instance /queue/orders.",
        HelpName = "D",
        Required = true,
    };

    public static Option<string?> Record() => new("--record")
    {
        Description = "Records the session into a file, by custom NAME.stomp.jsonl, for stomp replay; a recording that is there is replaced.",
        HelpName = "FILE",
    };

    /// <summary>A recording for several connections, null when there is no file for it.</summary>
    public static StompRecording? Recording(string? file)
    {
        if (file is null)
            return null;
        Replace(file);
        return new(new(file));
    }

    /// <summary>The same, recorded if there is a file for it.</summary>
    public static StompOptions Recorded(this StompOptions options, string? file)
    {
        if (file is null)
            return options;
        Replace(file);
        return options.WithRecording(file);
    }

    private static void Replace(string file)
    {
        try
        {
            if (IsSomethingElse(file))
                throw CliException.Usage($"--record is {file}, which is there and no recording; it would be replaced. Name another file.");
            // The session goes on when a recording cannot be written; whoever asked for one here wants to know before it begins.
            File.Create(file).Dispose();
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.Usage($"--record is {file}, which cannot be written ({exception.Message.TrimEnd('.')}).");
        }
    }

    private static bool IsSomethingElse(string file)
    {
        if (!File.Exists(file))
            return false;
        using var there = File.OpenRead(file);
        Span<byte> begin = stackalloc byte[Beginning.Length];
        var count = there.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        return count > 0 && !begin[..count].SequenceEqual(Beginning);
    }

    /// <summary>Opens a connection. What is wrong with an address shows here, so the error names it and says what to look at.</summary>
    public static async Task<StompConnection> OpenAsync(StompOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await StompConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (StompConnectionException exception) when (Advice(exception.Reason, options.Login) is { } advice)
        {
            throw CliException.Failed($"{exception.Message} {advice}");
        }
    }

    private static string? Advice(EndReason reason, string? login) => reason switch
    {
        EndReason.ConnectTimedOut or EndReason.ConnectionLost => "Does a broker listen there, and STOMP with TLS (stomp+ssl://) or without it (stomp://)?",
        EndReason.Malformed => "What listens there does not speak STOMP.",
        EndReason.Refused when string.IsNullOrEmpty(login) => "No login was sent; it is part of the address: stomp://USER:PASSCODE@HOST.",
        EndReason.Refused => $"The login was {login}.",
        _ => null,
    };

    /// <summary>How to reach a broker. A broker that cannot be reached at once is reported at once.</summary>
    public static StompOptions Parse(string? address)
    {
        try
        {
            return StompOptions.For(address ?? Usual).WithReconnect(policy => policy with { FirstRounds = 1 });
        }
        catch (ArgumentException exception)
        {
            throw CliException.Usage(exception.Message);
        }
    }
}
