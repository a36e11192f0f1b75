using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Demo;

/// <summary>ACK, NACK and transactions.</summary>
internal sealed partial class Performance
{
    // How long a broker of which nothing is known may take to offer a message again.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(400);

    private static readonly FrameOptions Receipted = new() { WaitForReceipt = true };

    private async Task SettlingAsync(CancellationToken cancellationToken)
    {
        Begin("A message that is acknowledged");
        var mode = version == StompVersion.V10 ? AckMode.Client : AckMode.ClientIndividual;
        var subscription = await SubscribeAsync("-work", mode, cancellationToken).ConfigureAwait(false);
        await _stomp.SendAsync(subscription.Destination, Utf8("a job that gets done"), cancellationToken: cancellationToken).ConfigureAwait(false);
        await (await NextAsync(subscription, cancellationToken).ConfigureAwait(false)).AckAsync(Receipted, cancellationToken).ConfigureAwait(false);
        var ack = Only(Side.Client, Command.Ack);
        tally.Expect($"the ACK names its message by {(version == StompVersion.V12 ? "the ack header" : "message-id")}", Names(ack, Only(Side.Server, Command.Message)));
        tally.Expect("the broker confirmed the ACK", IsConfirmed(ack));

        Begin("A message that is refused");
        if (version == StompVersion.V10)
            tally.Skip("1.0 has no NACK");
        else
            await NackAsync(subscription, cancellationToken).ConfigureAwait(false);
        await subscription.UnsubscribeAsync(Receipted, cancellationToken).ConfigureAwait(false);
    }

    private async Task NackAsync(StompSubscription subscription, CancellationToken cancellationToken)
    {
        await _stomp.SendAsync(subscription.Destination, Utf8("a job that fails at first"), cancellationToken: cancellationToken).ConfigureAwait(false);
        await (await NextAsync(subscription, cancellationToken).ConfigureAwait(false)).NackAsync(Receipted, cancellationToken).ConfigureAwait(false);
        tally.Expect("the broker confirmed the NACK", IsConfirmed(Only(Side.Client, Command.Nack)));
        var comesAgain = stage.IsEmbedded || _session.Profile == BrokerProfile.RabbitMq;
        if (!await log.UntilAsync(() => log.Frames(_mark, Side.Server, Command.Message).Count == 2, comesAgain ? Patience : Moment).ConfigureAwait(false))
        {
            if (comesAgain)
                tally.Expect("it came again", false);
            else
                tally.Skip("this broker does not offer it again to the same client");
            return;
        }

        await (await NextAsync(subscription, cancellationToken).ConfigureAwait(false)).AckAsync(Receipted, cancellationToken).ConfigureAwait(false);
        tally.Expect(
            "it came again, marked as redelivered, and was done",
            log.Frames(_mark, Side.Server, Command.Message) is [_, var again] && again.Headers[HeaderNames.Redelivered] == "true" && IsConfirmed(Only(Side.Client, Command.Ack)));
    }

    private async Task TransactionsAsync(CancellationToken cancellationToken)
    {
        Begin("A transaction that is aborted, and one that is committed");
        var subscription = await SubscribeAsync("-ledger", AckMode.Auto, cancellationToken).ConfigureAwait(false);
        await TransactAsync(subscription, "never booked", false, cancellationToken).ConfigureAwait(false);
        await TransactAsync(subscription, "booked", true, cancellationToken).ConfigureAwait(false);
        await NextAsync(subscription, cancellationToken).ConfigureAwait(false);
        tally.Expect("only what was committed arrived", Only(Side.Server, Command.Message) is { } message && message.Body.Span.SequenceEqual(Utf8("booked")));
        tally.Expect("and not before the COMMIT", Position(Side.Client, Command.Commit) < Position(Side.Server, Command.Message));
        tally.Expect("the broker confirmed ABORT and COMMIT", IsConfirmed(Only(Side.Client, Command.Abort)) && IsConfirmed(Only(Side.Client, Command.Commit)));
        await subscription.UnsubscribeAsync(Receipted, cancellationToken).ConfigureAwait(false);
    }

    private async Task TransactAsync(StompSubscription subscription, string text, bool commits, CancellationToken cancellationToken)
    {
        var transaction = await _stomp.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await transaction.SendAsync(subscription.Destination, Utf8(text), cancellationToken: cancellationToken).ConfigureAwait(false);
            if (commits)
                await transaction.CommitAsync(Receipted, cancellationToken).ConfigureAwait(false);
            else
                await transaction.AbortAsync(Receipted, cancellationToken).ConfigureAwait(false);
        }
    }

    private int Position(Side from, Command command) =>
        log.Since(_mark).Select((seen, index) => (seen, index)).FirstOrDefault(entry => entry.seen is Seen.Whole whole && whole.From == from && whole.Frame.Command == command).index;

    private bool Names(Frame? ack, Frame? message) => version == StompVersion.V12
        ? ack?.Headers[HeaderNames.Id] is { } id && id == message?.Headers[HeaderNames.Ack]
        : ack?.Headers[HeaderNames.MessageId] is { } name && name == message?.Headers[HeaderNames.MessageId];
}
