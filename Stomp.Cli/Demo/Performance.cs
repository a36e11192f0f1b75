using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Demo;

/// <summary>One version of the protocol, act by act. What was expected is looked up in the log of the wire, not in what the client says.</summary>
internal sealed partial class Performance(Stage stage, StompVersion version, StompOptions options, WireLog log, Timeline timeline, Tally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly string _queue = $"{stage.Scratch}-{version.ToText().Replace('.', '-')}";

    private StompConnection _stomp = null!;
    private SessionInfo _session = null!;
    private int _mark;

    /// <summary>Plays it.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        var stomp = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stomp.ConfigureAwait(false))
        {
            if (_session.Version == version)
            {
                await BodiesAsync(cancellationToken).ConfigureAwait(false);
                await SettlingAsync(cancellationToken).ConfigureAwait(false);
                await TransactionsAsync(cancellationToken).ConfigureAwait(false);
                await HeartbeatsAsync().ConfigureAwait(false);
            }

            await GoodbyeAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_session.Version == version)
            await RefusalAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<StompConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Begin("Opening a session");
        _stomp = await StompConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        _session = ((StompState.Connected)_stomp.State).Session;
        var offer = version == StompVersion.V10
            ? "offered nothing newer"
            : "offered " + string.Join(',', Stage.Offered(version).Select(offered => offered.ToText()));
        var connected = Only(Side.Server, Command.Connected);
        var answer = connected?.Headers[HeaderNames.Version];
        if (_session.Version == version)
            tally.Expect($"{offer}, the broker chose {version.ToText()}", connected is not null && (answer ?? "1.0") == version.ToText());
        else
            tally.Skip($"{offer}, the broker speaks {_session.Version.ToText()}: nothing more to show here");
        return _stomp;
    }

    private async Task HeartbeatsAsync()
    {
        Begin("Silence, told from death by heart-beats");
        var agreed = _session.Heartbeat;
        if (agreed.Send == TimeSpan.Zero || agreed.Receive == TimeSpan.Zero)
        {
            tally.Skip(version == StompVersion.V10 ? "1.0 has no heart-beats" : "the broker agreed to none");
            return;
        }

        var both = await log.UntilAsync(
            () => log.Heartbeats(_mark, Side.Client) >= stage.Beats && log.Heartbeats(_mark, Side.Server) >= stage.Beats, Patience).ConfigureAwait(false);
        tally.Expect($"agreed: every {agreed.Send.TotalMilliseconds} ms out, every {agreed.Receive.TotalMilliseconds} ms in; both kept", both);
    }

    private async Task GoodbyeAsync(CancellationToken cancellationToken)
    {
        Begin("A graceful goodbye");
        var reason = await _stomp.CloseAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var goodbye = Only(Side.Client, Command.Disconnect);
        if (reason is EndReason.Disconnected { Confirmed: false })
            tally.Skip("this broker closes instead of confirming");
        else
            tally.Expect("confirmed: nothing that was sent is lost", IsConfirmed(goodbye));
    }

    private void Begin(string title)
    {
        timeline.Step(title);
        _mark = log.Count;
    }

    /// <summary>The frame of a side and command in this act, when there is exactly one.</summary>
    private Frame? Only(Side from, Command command) => log.Frames(_mark, from, command) is [var frame] ? frame : null;

    /// <summary>Whether a RECEIPT answered a frame.</summary>
    private bool IsConfirmed(Frame? frame) =>
        frame?.Headers[HeaderNames.Receipt] is { } id && log.Frames(_mark, Side.Server, Command.Receipt).Any(receipt => receipt.Headers[HeaderNames.ReceiptId] == id);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<StompMessage> NextAsync(StompSubscription subscription, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            return await subscription.Messages.ReadAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StompException($"No message came from {subscription.Destination} within {Patience.TotalSeconds} s.");
        }
    }

    private Task<StompSubscription> SubscribeAsync(string name, AckMode mode, CancellationToken cancellationToken) =>
        _stomp.SubscribeAsync(_queue + name, mode, new() { Headers = Stage.Tidy(_session), WaitForReceipt = true }, cancellationToken);
}
