using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>
/// The test assembly as a program: the clients whose memory is measured, and worlds of tests under other circumstances; also what
/// records golden transcripts. The test runner does not come this way; it loads the assembly.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var role, .. var rest])
        {
            await Console.Error.WriteLineAsync("These are tests; run them with dotnet test.");
            return 2;
        }

        if (role == Testing.Scenario.Role)
        {
            Console.WriteLine(await Testing.Scenario.RunAsync(rest));
            return 0;
        }

        if (role == Recording.Goldens.Role)
        {
            Console.WriteLine(await Recording.Goldens.RunAsync(rest[0]));
            return 0;
        }

        if (role == Recording.GoldenFiles.BlessRole)
        {
            Console.WriteLine(Recording.GoldenFiles.Bless(rest[0]));
            return 0;
        }

        if (role == Tls.SystemTrust.Role)
        {
            Console.WriteLine(await Tls.SystemTrust.RunAsync(rest[0], rest[1]));
            return 0;
        }

        if (role == Recording.Scribble.RecordRole)
            await Recording.Scribble.RecordAsync(rest[0]);
        if (role == Recording.Scribble.ReplayRole)
        {
            Console.WriteLine(Recording.Scribble.Replay(rest));
            return 0;
        }

        var numbers = rest.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var report = role switch
        {
            Offerer.Role => await Offerer.RunAsync(numbers[0]),
            Sleeper.Role => await Sleeper.RunAsync(numbers[0], numbers[1], numbers[2]),
            _ => throw new ArgumentException($"There is no role {role}.", nameof(arguments)),
        };
        Console.WriteLine(JsonSerializer.Serialize(report));
        return 0;
    }
}
