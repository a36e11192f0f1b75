using System;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;
using Command = Stomp.Pure.Frames.Command;

namespace Stomp.Runtime.Tests.Viewing;

/// <summary>The page as somebody with a browser sees it.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    [BrokerFact(Broker.Chromium)]
    public async Task It_opens_quietly_and_asks_nobody_for_anything()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await Expect(opened.Rows.First).ToBeVisibleAsync();
        await opened.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.Requests);
        Assert.Equal("a life · STOMP", await opened.Page.TitleAsync());
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Every_frame_and_beat_is_an_arrow_in_its_direction()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await opened.Page.SetViewportSizeAsync(1400, 1600);
        await Expect(opened.Rows).ToHaveCountAsync(Drawn.Life.Items.Count);
        await Expect(opened.Page.Locator(".row:not([hidden]) .sent .arrow")).ToHaveCountAsync(5);
        await Expect(opened.Page.Locator(".row:not([hidden]) .received .arrow")).ToHaveCountAsync(5);
        await Expect(opened.Page.Locator(".row:not([hidden]) .beat .arrow")).ToHaveCountAsync(2);
        await Expect(opened.Page.Locator(".row:not([hidden]) .bad .arrow")).ToHaveCountAsync(1);
    }

    [BrokerFact(Broker.Chromium)]
    public async Task States_are_bands_and_a_reconnect_interrupts_the_brokers_line()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await opened.Page.SetViewportSizeAsync(1400, 1600);
        await Expect(opened.Page.Locator(".row:not([hidden]) .client.begins")).ToHaveCountAsync(7);
        await Expect(opened.Page.Locator(".row:not([hidden]) .client.Connected")).ToHaveCountAsync(12);
        await Expect(opened.Page.Locator(".row:not([hidden]) .client.Waiting.striped")).ToHaveCountAsync(1);
        await Expect(opened.Page.Locator(".row:not([hidden]) .broker.apart")).ToHaveCountAsync(7);
    }

    [BrokerFact(Broker.Chromium)]
    public async Task A_click_opens_headers_and_body_as_text_and_as_octets()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await opened.Frame("SEND").ClickAsync();
        await Expect(opened.Detail.Locator(".headers")).ToContainTextAsync("content-type");
        await Expect(opened.Detail.Locator(".headers")).ToContainTextAsync("text/plain");
        await Expect(opened.Detail.Locator("pre")).ToHaveTextAsync("Hello, Wörld");
        await Expect(opened.Detail).ToContainTextAsync("Body · 13 octets · text/plain");
        await opened.Detail.GetByRole(AriaRole.Button, new() { Name = "Hex" }).ClickAsync();
        await Expect(opened.Detail.Locator("pre")).ToContainTextAsync("48 65 6c 6c 6f 2c 20 57 c3 b6");
        await opened.Frame("MESSAGE").ClickAsync();
        await Expect(opened.Detail.Locator("pre")).ToContainTextAsync("00 ff fe 01 41");
        await Expect(opened.Detail.GetByRole(AriaRole.Button, new() { Name = "Text" })).ToBeHiddenAsync();
    }

    [BrokerFact(Broker.Chromium)]
    public async Task What_belongs_together_is_one_click_apart()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await opened.Frame("SEND").ClickAsync();
        await opened.Detail.GetByRole(AriaRole.Button, new() { Name = "RECEIPT" }).ClickAsync();
        await Expect(opened.Detail.Locator("h2")).ToHaveTextAsync("RECEIPT");
        await Expect(opened.Page.Locator(".row[aria-selected=true]")).ToContainTextAsync("RECEIPT");
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Filters_and_search_leave_what_is_wanted()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        var page = opened.Page;
        await page.SelectOptionAsync("#command", new SelectOptionValue { Label = "CONNECT (2)" });
        await Expect(opened.Rows).ToHaveCountAsync(2);
        await page.ClickAsync("#reset");
        await page.SelectOptionAsync("#destination", new SelectOptionValue { Label = "/queue/orders" });
        await Expect(opened.Rows).ToHaveCountAsync(3);
        await page.ClickAsync("#reset");
        await page.GetByText("heart-beats").First.ClickAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync("24 of 26");
        await page.GetByText("← received").ClickAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync("20 of 26");
        await page.ClickAsync("#reset");
        await page.GetByText("trouble only").ClickAsync();
        await Expect(opened.Rows).ToHaveCountAsync(2);
        await page.ClickAsync("#reset");
        await page.FillAsync("#search", "hello, wÖRLD");
        await Expect(opened.Rows).ToHaveCountAsync(1);
        await page.FillAsync("#search", "nowhere to be found");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show everything" }).ClickAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync("26 events");
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Everything_can_be_reached_with_the_keyboard()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        var keyboard = opened.Page.Keyboard;
        var selected = opened.Page.Locator(".row[aria-selected=true]");
        foreach (var key in (string[])["j", "j", "ArrowDown", "k"])
            await keyboard.PressAsync(key);
        await Expect(selected).ToHaveAttributeAsync("aria-posinset", "2");
        await keyboard.PressAsync("e");
        await Expect(selected).ToContainTextAsync("ERROR");
        await keyboard.PressAsync("Enter");
        await Expect(opened.Detail).ToBeFocusedAsync();
        await Expect(opened.Detail).ToContainTextAsync("come again");
        await keyboard.PressAsync("Escape");
        await Expect(opened.Detail).ToBeHiddenAsync();
        await Expect(opened.Page.Locator("#list")).ToBeFocusedAsync();
        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("m-1");
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("j");
        await Expect(selected).ToContainTextAsync("MESSAGE");
        await keyboard.PressAsync("?");
        await Expect(opened.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(opened.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeHiddenAsync();
    }

    [BrokerFact(Broker.Chromium)]
    public async Task It_is_dark_where_the_system_is_and_where_somebody_wants_it()
    {
        await using var dark = await browser.OpenAsync(Drawn.Life, ColorScheme.Dark);
        Assert.True(await Brightness(dark) < 60);
        await using var light = await browser.OpenAsync(Drawn.Life);
        Assert.True(await Brightness(light) > 200);
        await light.Page.ClickAsync("#theme");
        Assert.True(await Brightness(light) < 60);
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Names_are_there_for_those_who_do_not_see()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        var page = opened.Page;
        Assert.Empty(await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('button,input,select,canvas,[role]')].filter(e => !e.closest('[role=option],[role=presentation]') && !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)"));
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "client to broker, SEND, /queue/orders, 13 octets" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "broker to client, trouble, ERROR, no room" })).ToBeVisibleAsync();
    }

    [BrokerFact(Broker.Chromium)]
    public async Task What_came_over_the_wire_stays_text()
    {
        const string Attack = "</script><script>window.owned=1</script><img src=x onerror=window.owned=1><!--<script>{data}{script}";
        var frame = new Frame(Command.Send, [new("destination", Attack), new(Attack, Attack)], Payload.FromText(Attack));
        var timeline = Drawn.Of(Attack, [
            Drawn.Sent(1, frame) with { Facts = [new(Attack, Attack)], Comparison = new(Likeness.Different, Attack) },
            new TimelineItem.Note(Drawn.At(2), 0, Attack, Attack, true),
            new TimelineItem.Band(Drawn.At(3), 0, ClientState.Closed, Attack),
        ])
        with
        { Facts = [new(Attack, Attack)], Lanes = [new(Attack, Attack, Attack)] };
        await using var opened = await browser.OpenAsync(timeline);
        for (var row = 0; row < 3; row++)
            await opened.Rows.Nth(row).ClickAsync();
        await opened.Page.ClickAsync("#about");
        await opened.Rows.First.ClickAsync();
        await Expect(opened.Detail.Locator("pre")).ToHaveTextAsync(Attack);
        Assert.False(await opened.Page.EvaluateAsync<bool>("'owned' in window"));
        Assert.Equal(0, await opened.Page.Locator("img").CountAsync());
        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.Requests);
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Even_a_script_that_got_in_would_not_run()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await opened.Page.EvaluateAsync("() => { const s = document.createElement('script'); s.textContent = 'window.owned=1'; document.body.append(s); }");
        Assert.False(await opened.Page.EvaluateAsync<bool>("'owned' in window"));
        Assert.Contains(opened.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Time_can_be_looked_at_from_near()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        var strip = (await opened.Page.Locator("#overview").BoundingBoxAsync())!;
        await opened.Page.Mouse.MoveAsync(strip.X + 2, strip.Y + 30);
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(strip.X + (strip.Width / 2), strip.Y + 30, new() { Steps = 4 });
        await opened.Page.Mouse.UpAsync();
        await Expect(opened.Page.Locator("#count")).ToHaveTextAsync("17 of 26");
        await opened.Page.Keyboard.PressAsync("0");
        await Expect(opened.Page.Locator("#count")).ToHaveTextAsync("26 events");
    }

    [BrokerFact(Broker.Chromium)]
    public async Task Nothing_is_cut_off_at_the_sides_of_a_narrow_window()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        foreach (var width in (int[])[700, 1000, 1400, 2200])
        {
            await opened.Page.SetViewportSizeAsync(width, 800);
            Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{width}");
        }
    }

    [BrokerFact(Broker.Chromium)]
    public async Task What_is_selected_stays_in_sight_when_its_details_take_the_room()
    {
        await using var opened = await browser.OpenAsync(Drawn.Life);
        await opened.Page.SetViewportSizeAsync(800, 700);
        await opened.Page.Keyboard.PressAsync("End");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(opened.Detail).ToBeVisibleAsync();
        await Expect(opened.Page.Locator(".row[aria-selected=true]")).ToBeInViewportAsync(new() { Ratio = 0.9f });
    }

    private static Task<int> Brightness(Opened opened) =>
        opened.Page.EvaluateAsync<int>("getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number).slice(0, 3).reduce((a, b) => a + b) / 3 | 0");
}
