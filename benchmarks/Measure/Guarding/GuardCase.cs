using System.Collections.Generic;

namespace Stomp.Benchmarks.Measure.Guarding;

/// <summary>Something countable that must not grow.</summary>
/// <param name="Name">What, in words without spaces, with the unit at the end.</param>
/// <param name="Value">How much: octets or calls per operation, or per thousand.</param>
internal readonly record struct Counted(string Name, double Value);

/// <summary>The least of several runs: whatever else goes on in a process only adds to what is counted.</summary>
internal static class Least
{
    public static IEnumerable<Counted> Of(IEnumerable<IEnumerable<Counted>> runs)
    {
        var (names, least) = (new List<string>(), new Dictionary<string, double>());
        foreach (var run in runs)
        {
            foreach (var (name, value) in run)
            {
                if (!least.TryGetValue(name, out var before))
                    names.Add(name);
                if (before == 0 || value < before)
                    least[name] = value;
            }
        }

        foreach (var name in names)
            yield return new(name, least[name]);
    }
}
