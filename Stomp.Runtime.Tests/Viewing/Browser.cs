using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Stomp.Cli.Viewing;
using Xunit;

namespace Stomp.Runtime.Tests.Viewing;

/// <summary>Debian's chromium without a window, started when the first page is opened, with a profile of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Where Debian installs it. Nothing is downloaded.</summary>
    public const string Program = "/usr/bin/chromium";

    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stomp-pages-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Writes a timeline as a page and opens that.</summary>
    internal Task<Opened> OpenAsync(Timeline timeline, ColorScheme scheme = ColorScheme.Light) => OpenAsync(Write(timeline), scheme);

    /// <summary>Writes a timeline as a page, which goes with this browser.</summary>
    internal string Write(Timeline timeline)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.html");
        using var file = File.Create(path);
        TimelinePage.Write(timeline, file);
        return path;
    }

    /// <summary>Opens a page.</summary>
    internal async Task<Opened> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Flags, Timeout = 180_000 });
        var page = await _browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1400, Height = 900 } });
        // a busy machine takes its time
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var opened = new Opened(page, await page.Context.NewCDPSessionAsync(page));
        // Thread ticks: what its main thread worked, however often it had to wait for a processor.
        await opened.Devices.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.Locator(".row").First.WaitForAsync();
        return opened;
    }
}

/// <summary>A page that is open, and what it did that it should not.</summary>
internal sealed class Opened : IAsyncDisposable
{
    private readonly List<string> _requests = [];

    public Opened(IPage page, ICDPSession devices)
    {
        Page = page;
        Devices = devices;
        page.Console += (_, message) => Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>The browser's tools for developers.</summary>
    public ICDPSession Devices { get; }

    /// <summary>Errors, and whatever else it wrote to the console.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What it asked for beside itself.</summary>
    public IEnumerable<string> Requests => _requests.Count > 0 ? _requests[1..] : [];

    public ILocator Rows => Page.Locator(".row:not([hidden])");

    /// <summary>The row of the first frame with a command.</summary>
    public ILocator Frame(string command) => Rows.Filter(new() { Has = Page.Locator($".words b:text-is('{command}')") }).First;

    public ILocator Detail => Page.Locator("#detail");

    /// <summary>Milliseconds that the page's main thread worked so far.</summary>
    public async Task<double> WorkedAsync()
    {
        var metrics = (await Devices.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        return metrics.Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble() * 1000;
    }

    public Task<string> CountAsync() => Page.InnerTextAsync("#count");

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
