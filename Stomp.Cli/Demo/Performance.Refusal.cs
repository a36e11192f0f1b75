using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Demo;

/// <summary>A frame that the broker refuses, in a session of its own, because an ERROR ends it.</summary>
internal sealed partial class Performance
{
    private static readonly SendOptions WithMessageId = new() { WaitForReceipt = true, Headers = [new Header(HeaderNames.MessageId, "mine")] };
    private static readonly SubscribeOptions WithBadSelector = new() { WaitForReceipt = true, Headers = [new Header("selector", "price >")] };

    private async Task RefusalAsync(CancellationToken cancellationToken)
    {
        Begin("A frame that the broker refuses");
        if (!stage.IsEmbedded && _session.Profile != BrokerProfile.RabbitMq && _session.Profile != BrokerProfile.ActiveMq)
        {
            tally.Skip("nothing is known that this broker would refuse");
            return;
        }

        var refused = false;
        try
        {
            var stomp = await StompConnection.OpenAsync(options.WithHeartbeats(default, default), cancellationToken).ConfigureAwait(false);
            await using (stomp.ConfigureAwait(false))
                await ProvokeAsync(stomp, cancellationToken).ConfigureAwait(false);
        }
        catch (StompErrorException)
        {
            refused = true;
        }

        var error = Only(Side.Server, Command.Error);
        tally.Expect("the broker answered with ERROR", error is not null);
        tally.Expect("the client reported it as the refusal of that frame", refused);
    }

    private async Task ProvokeAsync(StompConnection stomp, CancellationToken cancellationToken)
    {
        if (stage.IsEmbedded)
            await stomp.SendAsync(Stage.Forbidden, Utf8("may I?"), new() { WaitForReceipt = true }, cancellationToken).ConfigureAwait(false);
        else if (_session.Profile == BrokerProfile.RabbitMq)
            await stomp.SendAsync(_queue, Utf8("may I?"), WithMessageId, cancellationToken).ConfigureAwait(false);
        else
            await stomp.SubscribeAsync(_queue, AckMode.Auto, WithBadSelector, cancellationToken).ConfigureAwait(false);
    }
}
