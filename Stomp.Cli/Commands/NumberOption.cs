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
}
