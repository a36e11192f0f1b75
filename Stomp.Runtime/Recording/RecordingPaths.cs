using System;
using System.Globalization;
using System.IO;

namespace Stomp.Runtime.Recording;

/// <summary>The names of the files of a recording: the given one, then those with a number before the suffix.</summary>
internal sealed class RecordingPaths
{
    private readonly string _stem;
    private readonly string _suffix;

    public RecordingPaths(string path, bool compress)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        var name = Path.GetFileName(path);
        const string Custom = ".stomp.jsonl";
        var suffix = name.EndsWith(Custom + ".gz", StringComparison.Ordinal) ? Custom + ".gz"
            : name.EndsWith(Custom, StringComparison.Ordinal) ? Custom
            : Path.GetExtension(name);
        _stem = Path.Combine(folder, name[..^suffix.Length]);
        _suffix = compress && !suffix.EndsWith(".gz", StringComparison.Ordinal) ? suffix + ".gz" : suffix;
    }

    /// <summary>The name of a file, counted from 1.</summary>
    public string this[int number] => number == 1 ? _stem + _suffix : string.Create(CultureInfo.InvariantCulture, $"{_stem}.{number}{_suffix}");

    /// <summary>The first number from one on that is free.</summary>
    public int FreeFrom(int number)
    {
        while (File.Exists(this[number]))
            number++;
        return number;
    }
}
