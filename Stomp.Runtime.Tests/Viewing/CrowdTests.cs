using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Stomp.Runtime.Tests.Viewing;

/// <summary>A hundred thousand events on one page.</summary>
[Collection(Faults.Alone.Name)]
public sealed class CrowdTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    // A machine that is busy with something else makes a page slower, never faster: the best of some attempts is the page's own time.
    private const int Attempts = 5;

    // Milliseconds.
    private const double Limit = 2000;

    private const string Frame = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))";

    [BrokerFact(Broker.Chromium)]
    public async Task They_are_there_within_two_seconds()
    {
        var page = browser.Write(Drawn.Crowd(100_000));
        var (paints, works) = (new List<double>(), new List<double>());
        while (paints.Count < Attempts && paints.All(paint => paint >= Limit))
        {
            await using var opened = await browser.OpenAsync(page);
            Assert.Equal("100,000 events", await opened.CountAsync());
            // From the beginning of the navigation to the picture that has the rows in it.
            paints.Add(await opened.Page.EvaluateAsync<double>(
                $"{Frame}.then(() => Math.max(performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.getEntriesByName('stomp:painted')[0].startTime))"));
            works.Add(await opened.WorkedAsync());
        }

        output.WriteLine($"first paint: {string.Join(", ", paints.Select(paint => $"{paint:0} ms"))}; the main thread's own work: {string.Join(", ", works.Select(work => $"{work:0} ms"))}");
        var time = IsCrowded() ? Math.Min(paints.Min(), works.Min()) : paints.Min();
        Assert.True(time < Limit, $"first paint after {time:0} ms");
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Every_filter_and_search_answers_within_200_milliseconds()
    {
        await using var opened = await browser.OpenAsync(Drawn.Crowd(100_000));
        var (searched, hits) = await FastestAsync(opened, "#search", "customer 77\"");
        Assert.Equal("120 of 100,000", hits);
        var times = new Dictionary<string, double>
        {
            ["a search"] = searched,
            ["a search for what is everywhere"] = (await FastestAsync(opened, "#search", "order")).Milliseconds,
            ["a search for what is nowhere"] = (await FastestAsync(opened, "#search", "nowhere")).Milliseconds,
            ["everything"] = (await FastestAsync(opened, "#search", "")).Milliseconds,
            ["a destination"] = (await FastestAsync(opened, "#destination", "1")).Milliseconds,
            ["trouble"] = (await FastestAsync(opened, "#errors", "checked")).Milliseconds,
            ["no heart-beats"] = (await FastestAsync(opened, "#beats", "")).Milliseconds,
        };
        foreach (var (what, time) in times)
            output.WriteLine($"{what}: {time:0} ms");
        Assert.All(times, time => Assert.True(time.Value < 200, $"{time.Key} took {time.Value:0} ms"));
        Assert.Empty(opened.Complaints);
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Only_those_in_sight_are_in_the_document()
    {
        await using var opened = await browser.OpenAsync(Drawn.Crowd(100_000));
        await opened.Page.Keyboard.PressAsync("End");
        await Expect(opened.Page.Locator(".row[aria-selected=true]")).ToHaveAttributeAsync("aria-posinset", "100000");
        Assert.InRange(await opened.Page.Locator(".row").CountAsync(), 10, 100);
        await opened.Page.Keyboard.PressAsync("Home");
        await Expect(opened.Page.Locator(".row[aria-selected=true]")).ToHaveAttributeAsync("aria-posinset", "1");
    }

    /// <summary>Whether so many others want the processors that the clock says more about them than about the page; then its own work is what counts.</summary>
    private static bool IsCrowded() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) > 2 * Environment.ProcessorCount;

    /// <summary>From an input to the picture that answers it, and what the page then counts.</summary>
    private static async Task<(double Milliseconds, string Count)> FastestAsync(Opened opened, string control, string value)
    {
        var fastest = double.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var worked = await opened.WorkedAsync();
            var waited = await opened.Page.EvaluateAsync<double>(
                $$"""
                async ([id, value]) => {
                  const control = document.querySelector(id);
                  await {{Frame}};
                  const begin = performance.now();
                  if (control.type === 'checkbox') control.checked = value !== '';
                  else if (control.tagName === 'SELECT') control.selectedIndex = Number(value);
                  else control.value = value;
                  control.dispatchEvent(new Event('input', { bubbles: true }));
                  await {{Frame}};
                  return performance.now() - begin;
                }
                """,
                new[] { control, value });
            worked = await opened.WorkedAsync() - worked;
            fastest = Math.Min(fastest, IsCrowded() ? Math.Min(waited, worked) : waited);
        }

        var count = await opened.CountAsync();
        await opened.Page.ClickAsync("#reset");
        return (fastest, count);
    }
}
