using System;
using System.Collections.Generic;

namespace Stomp.Cli.Viewing;

/// <summary>Texts, each once, by the order in which they first came.</summary>
internal sealed class TextTable
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _all = [];

    /// <summary>All texts.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>The place of a text.</summary>
    public int Of(string text)
    {
        if (_places.TryGetValue(text, out var place))
            return place;
        _places.Add(text, _all.Count);
        _all.Add(text);
        return _all.Count - 1;
    }
}
