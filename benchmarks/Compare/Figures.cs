using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Stomp.Benchmarks.Measure;

namespace Stomp.Benchmarks.Compare;

/// <summary>What the other programs here measured, as the report takes it up.</summary>
internal static class Figures
{
    public static IEnumerable<Figure> Load(string path) => File.ReadLines(path).Select(static line => JsonSerializer.Deserialize<Figure>(line)!);

    public static Target ToTarget(this Figure figure) => new(figure.What, figure.Aim, figure.Text, figure.IsMet == true);
}
