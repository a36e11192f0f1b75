using System.Collections.Generic;
using Stomp.Benchmarks.Measure;

namespace Stomp.Benchmarks.Compare;

/// <summary>What a report says beside the rounds.</summary>
/// <param name="Command">What writes it.</param>
/// <param name="Chart">The picture, from where the report is.</param>
/// <param name="Versions">Who took part, with versions.</param>
/// <param name="Settings">What the product's side sets for the measurement.</param>
/// <param name="Figures">What was measured otherwise.</param>
/// <param name="Notes">Markdown written by hand.</param>
internal sealed record Frame(string Command, string Chart, IReadOnlyList<string> Versions, string? Settings, IReadOnlyList<Figure> Figures, string Notes);
