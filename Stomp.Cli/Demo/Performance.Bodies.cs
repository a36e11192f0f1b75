using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Demo;

/// <summary>What messages can hold.</summary>
internal sealed partial class Performance
{
    private const string Text = "Hello, STOMP!";
    private const string World = "Grüße, 世界, Привет 🌍";

    // The first octets of a PNG picture: NULs, line ends and no UTF-8.
    private static readonly byte[] Picture =
        [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 0x0D, .. "IHDR"u8, 0, 0, 1, 0, 0, 0, 1, 0, 8, 6, 0, 0, 0];

    private async Task BodiesAsync(CancellationToken cancellationToken)
    {
        Begin("Text: subscribe, send, receive");
        var subscription = await SubscribeAsync("", AckMode.Auto, cancellationToken).ConfigureAwait(false);
        await ThereAndBackAsync(subscription, Utf8(Text), new() { ContentType = "text/plain" }, cancellationToken).ConfigureAwait(false);
        tally.Expect("the text came back as it was sent", CameBack(Utf8(Text)));
        tally.Expect("the broker confirmed the SEND", IsConfirmed(Only(Side.Client, Command.Send)));

        // At 1.0 a colon in a header has no agreed spelling.
        var plain = version == StompVersion.V10;
        Begin(plain ? "UTF-8: in the body, and in a header" : "UTF-8: in the body, and in a header with a colon in it");
        var note = plain ? "Grüße" : "Grüße: 世界";
        await ThereAndBackAsync(subscription, Utf8(World), new() { ContentType = "text/plain;charset=utf-8", Headers = [new Header("note", note)] }, cancellationToken).ConfigureAwait(false);
        tally.Expect("every character came back", CameBack(Utf8(World)));
        tally.Expect("so did the header", Only(Side.Server, Command.Message)?.Headers["note"] == note);

        Begin("Octets: NULs, line ends and no text at all");
        await ThereAndBackAsync(subscription, Picture, new() { ContentType = "image/png" }, cancellationToken).ConfigureAwait(false);
        tally.Expect($"all {Picture.Length} octets came back", CameBack(Picture));

        Begin("No more of them");
        await subscription.UnsubscribeAsync(new() { WaitForReceipt = true }, cancellationToken).ConfigureAwait(false);
        tally.Expect("the broker confirmed the UNSUBSCRIBE", IsConfirmed(Only(Side.Client, Command.Unsubscribe)));
    }

    private async Task ThereAndBackAsync(StompSubscription subscription, byte[] body, SendOptions how, CancellationToken cancellationToken)
    {
        await _stomp.SendAsync(subscription.Destination, body, how with { WaitForReceipt = true }, cancellationToken).ConfigureAwait(false);
        await NextAsync(subscription, cancellationToken).ConfigureAwait(false);
    }

    private bool CameBack(byte[] body) =>
        log.Frames(_mark, Side.Server, Command.Message) is [var message] && message.Body.Span.SequenceEqual(body)
        && log.Frames(_mark, Side.Client, Command.Send).Any(send => send.Body.Span.SequenceEqual(body));
}
