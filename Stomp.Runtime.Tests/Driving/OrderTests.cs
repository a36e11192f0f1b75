using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Xunit;

namespace Stomp.Runtime.Tests.Driving;

/// <summary>Sends that nobody awaits one by one.</summary>
public sealed class OrderTests
{
    /// <summary>There is room for a few messages only, so that the gate closes and opens all the time, while more and more come.</summary>
    [Fact]
    public async Task What_waited_at_the_gate_goes_out_in_its_order_and_before_what_comes_later()
    {
        const int Messages = 5_000;
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var stomp = await StompConnection.OpenAsync(StompOptions.For(broker.Uri.ToString()) with { MaxUnwrittenOctets = 2048 });
        var sends = new List<Task<Outcome>>();
        var waited = 0;
        for (var i = 0; i < Messages; i++)
        {
            sends.Add(stomp.TrySendAsync("/queue/a", i.ToString(CultureInfo.InvariantCulture)));
            waited += sends[^1].IsCompleted ? 0 : 1;
        }

        Assert.All(await Task.WhenAll(sends).InTimeAsync(), outcome => Assert.IsType<Outcome.Sent>(outcome));
        Assert.InRange(waited, 1, Messages);
        await using var messages = await stomp.SubscribeAsync("/queue/a");
        var arrived = new List<string>();
        while (arrived.Count < Messages)
            arrived.Add((await messages.NextAsync()).GetText());
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => i.ToString(CultureInfo.InvariantCulture)), arrived);
    }
}
