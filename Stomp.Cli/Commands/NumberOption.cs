using System;
using System.CommandLine;
using System.Globalization;

namespace Stomp.Cli.Commands;

/// <summary>Options that are whole numbers within bounds.</summary>
internal static class NumberOption
{
    public static Option<int?> Create(string name, string description, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a whole number from {least} to {most}."));
            return null;
        },
    };

    /// <summary>A time in seconds, above none.</summary>
    public static Option<TimeSpan?> Seconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 1_000_000)
                return TimeSpan.FromSeconds(seconds);
            result.AddError($"{name} is '{text}'; it must be a number of seconds above 0, at most 1000000.");
            return null;
        },
    };
}
