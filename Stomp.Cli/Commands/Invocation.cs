using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary>Runs what the arguments ask for, and turns whatever goes wrong into one sentence and an exit code.</summary>
internal static class Invocation
{
    // A goodbye to a broker that is gone waits twice for its receipts; then the process ends anyway.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    public static Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        var result = root.Parse(arguments);
        if (NoOption(result) is { } unknown)
        {
            var command = Name(result.CommandResult.Command);
            Console.Error.WriteLine($"{command}: there is no option {unknown}; what begins so and is none stands behind --. See {command} --help.");
            return Task.FromResult(ExitCode.Usage);
        }

        if (result.Action is not ParseErrorAction)
            return result.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Patience });
        var name = Name(result.CommandResult.Command);
        var errors = result is { CommandResult.Command: RootCommand, UnmatchedTokens: [var word, ..] }
            ? $"there is no command {word}; there are {string.Join(", ", root.Subcommands.Select(command => command.Name))}."
            : string.Join(' ', result.Errors.Select(error => Sentence(error.Message)).Distinct());
        Console.Error.WriteLine($"{name}: {errors} See {name} --help.");
        return Task.FromResult(ExitCode.Usage);
    }

    /// <summary>What looks like an option and was taken for an argument, or for nothing at all.</summary>
    private static string? NoOption(ParseResult result)
    {
        var taken = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(result.UnmatchedTokens).Where(text => text.StartsWith("--", StringComparison.Ordinal)).ToHashSet();
        return result.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && taken.Contains(token.Value))?.Value;
    }

    /// <summary>Gives a command its action.</summary>
    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction((result, cancellationToken) => GuardAsync(Name(command), () => action(result, cancellationToken)));
        return command;
    }

    private static async Task<int> GuardAsync(string name, Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (CliException exception)
        {
            return Fail(name, exception.Message, exception.ExitCode);
        }
        catch (OptionsValidationException exception)
        {
            return Fail(name, string.Join(' ', exception.Failures), ExitCode.Usage);
        }
        catch (StompConnectionException exception) when (exception.Reason is EndReason.DialFailed)
        {
            return Fail(name, $"{Sentence(exception.Message)} Check the address and that the broker runs.", ExitCode.Failed);
        }
        catch (OperationCanceledException)
        {
            return Fail(name, "Interrupted.", ExitCode.Failed);
        }
        catch (Exception exception) when (exception is StompException or IOException or UnauthorizedAccessException)
        {
            return Fail(name, exception.Message, ExitCode.Failed);
        }
    }

    private static int Fail(string name, string message, int exitCode)
    {
        Console.Error.WriteLine($"{name}: {Sentence(message)}");
        return exitCode;
    }

    private static string Name(Command command) => command is RootCommand ? "stomp" : "stomp " + command.Name;

    /// <summary>One line that ends like a sentence.</summary>
    private static string Sentence(string text)
    {
        var line = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return line.EndsWith('.') || line.EndsWith('?') ? line : line + ".";
    }
}
