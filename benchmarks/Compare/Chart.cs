using System.Collections.Generic;
using System.Linq;
using ScottPlot;

namespace Stomp.Benchmarks.Compare;

/// <summary>The rates as bars, a panel for each mode.</summary>
internal static class Chart
{
    private const int PanelWidth = 900;
    private const int PanelHeight = 340;

    public static void Save(IReadOnlyList<Summary> summaries, IReadOnlyList<Contestant> contestants, string path)
    {
        var modes = summaries.Where(summary => summary.Case.Mode != "echo").Select(summary => summary.Case.Mode).Distinct().ToList();
        var plots = new Multiplot();
        plots.AddPlots(modes.Count);
        for (var i = 0; i < modes.Count; i++)
            Draw(plots.GetPlot(i), modes[i], summaries.Where(summary => summary.Case.Mode == modes[i]).ToList(), contestants);
        plots.Layout = new ScottPlot.MultiplotLayouts.Rows();
        plots.SavePng(path, PanelWidth, PanelHeight * modes.Count);
    }

    private static void Draw(Plot plot, string mode, IReadOnlyList<Summary> summaries, IReadOnlyList<Contestant> contestants)
    {
        var palette = new ScottPlot.Palettes.ColorblindFriendly();
        for (var who = 0; who < contestants.Count; who++)
        {
            var bars = summaries
                .Select((summary, group) => (summary, group))
                .Where(it => it.summary.Has(contestants[who].Name))
                .Select(it => new Bar
                {
                    Position = (it.group * (contestants.Count + 1)) + who,
                    Value = System.Math.Log10(it.summary.Rate(contestants[who].Name)),
                    FillColor = palette.GetColor(who),
                    LineWidth = 0,
                })
                .ToList();
            var drawn = plot.Add.Bars(bars);
            drawn.LegendText = contestants[who].Name;
        }

        plot.Title($"{mode}: messages a second");
        plot.Axes.Bottom.SetTicks(
            [.. summaries.Select((_, group) => (group * (contestants.Count + 1)) + (contestants.Count / 2.0))],
            [.. summaries.Select(summary => $"{summary.Case.Size} octets")]);
        plot.Axes.Left.SetTicks([3, 4, 5, 6, 7], ["1 k", "10 k", "100 k", "1 M", "10 M"]);
        plot.Axes.SetLimitsY(2.5, 7.6);
        plot.ShowLegend(Edge.Right);
    }
}
