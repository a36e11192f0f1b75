using System.Collections.Generic;

namespace Stomp.Cli.Demo;

/// <summary>The expectations of one version.</summary>
internal sealed class Tally(string title, Timeline timeline)
{
    private readonly List<string> _failed = [];

    /// <summary>Which version.</summary>
    public string Title => title;

    /// <summary>How many were met.</summary>
    public int Passed { get; private set; }

    /// <summary>How many things this broker or version does not have.</summary>
    public int Skipped { get; private set; }

    /// <summary>Those that were not met.</summary>
    public IReadOnlyList<string> Failed => _failed;

    /// <summary>Expects something of what was seen.</summary>
    public void Expect(string what, bool met)
    {
        timeline.Check(what, met);
        if (met)
            Passed++;
        else
            _failed.Add(what);
    }

    /// <summary>Says that something is not shown, and why.</summary>
    public void Skip(string why)
    {
        timeline.Skipped(why);
        Skipped++;
    }
}
