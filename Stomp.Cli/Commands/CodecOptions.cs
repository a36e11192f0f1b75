using System.CommandLine;
using System.IO;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Commands;

/// <summary>What decode and encode have in common.</summary>
internal static class CodecOptions
{
    public static Option<string> Dialect()
    {
        var option = new Option<string>("--dialect") { Description = "By which version's rules.", DefaultValueFactory = _ => "1.2" };
        return option.AcceptOnlyFromAmong("1.0", "1.1", "1.2", "initial");
    }

    public static Option<string> From(string side)
    {
        var option = new Option<string>("--from") { Description = "Who wrote the octets.", DefaultValueFactory = _ => side };
        return option.AcceptOnlyFromAmong("server", "client");
    }

    public static Argument<string?> File(string what) => new("FILE")
    {
        Description = $"{what}; stdin when there is none, or -.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Dialect ToDialect(string? text) => text switch
    {
        "1.0" => Pure.Frames.Dialect.V10,
        "1.1" => Pure.Frames.Dialect.V11,
        "initial" => Pure.Frames.Dialect.Initial,
        _ => Pure.Frames.Dialect.V12,
    };

    public static Side ToSide(string? text) => text == "client" ? Side.Client : Side.Server;

    /// <summary>Opens what a command reads.</summary>
    public static Stream Open(string? file)
    {
        if (file is null or "-")
            return System.Console.OpenStandardInput();
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        }
        catch (System.Exception exception) when (exception is IOException or System.UnauthorizedAccessException or System.ArgumentException)
        {
            throw CliException.Usage($"{file} cannot be read ({exception.Message.TrimEnd('.')}); name a readable file, or - to read stdin.");
        }
    }
}
