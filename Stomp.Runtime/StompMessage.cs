using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>A message that was delivered. It stays valid for as long as it is held.</summary>
public sealed class StompMessage
{
    private readonly StompSubscription _subscription;

    internal StompMessage(StompSubscription subscription, long transport, long delivery, Frame frame) =>
        (_subscription, Transport, Delivery, Frame) = (subscription, transport, delivery, frame);

    /// <summary>The MESSAGE frame.</summary>
    public Frame Frame { get; }

    /// <summary>All headers, in wire order; the first of a name counts.</summary>
    public Headers Headers => Frame.Headers;

    /// <summary>
    /// The body, which nobody changes. Messages of a few kibibytes may share an array of at most 64 KiB with those that came beside them, of which each is no less
    /// than a sixteenth: as long as one is kept, so is the array. <c>Body.ToArray()</c> is a copy that holds on to itself alone.
    /// </summary>
    public ReadOnlyMemory<byte> Body => Frame.Body.Memory;

    /// <summary>Where it was sent to, as the broker says it.</summary>
    public string Destination => Frame.Headers[HeaderNames.Destination] ?? "";

    /// <summary>The broker's id of it.</summary>
    public string MessageId => Frame.Headers[HeaderNames.MessageId] ?? "";

    /// <summary>The MIME type of the body, null when it has none.</summary>
    public string? ContentType => Frame.Headers[HeaderNames.ContentType];

    /// <summary>Whether the broker says that it was delivered before.</summary>
    public bool IsRedelivered => Frame.Headers[HeaderNames.Redelivered] == "true";

    /// <summary>The subscription it came for.</summary>
    public StompSubscription Subscription => _subscription;

    internal long Transport { get; }

    internal long Delivery { get; }

    /// <summary>
    /// The body as text, by the charset of its content type, else by <see cref="StompOptions.Encoding"/>; what becomes of ill-formed octets is
    /// <see cref="StompOptions.TextPolicy"/>'s choice.
    /// </summary>
    /// <exception cref="NotSupportedException">The charset is unknown here.</exception>
    /// <exception cref="System.Text.DecoderFallbackException">The policy is strict, and the octets are ill-formed.</exception>
    public string GetText() => _subscription.Connection.Text.Decode(Frame.Body.Span, ContentType, null);

    /// <summary>The body as text, by the charset of its content type, else by <see cref="StompOptions.Encoding"/>.</summary>
    /// <param name="policy">What becomes of ill-formed octets.</param>
    /// <exception cref="NotSupportedException">The charset is unknown here.</exception>
    /// <exception cref="System.Text.DecoderFallbackException">The policy is strict, and the octets are ill-formed.</exception>
    public string GetText(TextPolicy policy) => _subscription.Connection.Text.Decode(Frame.Body.Span, ContentType, policy);

    /// <summary>Acknowledges it; in mode client every earlier one of its subscription as well.</summary>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompStaleMessageException">Its session is over; the broker delivers it again.</exception>
    /// <exception cref="StompRejectedException">It is settled already, or its subscription is in mode auto.</exception>
    public Task AckAsync(FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        EnsureAsync(TryAckAsync(options, cancellationToken), cancellationToken);

    /// <summary>Refuses it. Whether it comes again, goes elsewhere or is dropped is the broker's choice; the embedded broker sends it to <c>/queue/dead-letter</c>. Not at 1.0.</summary>
    /// <param name="options">Receipt and headers, for instance RabbitMQ's <c>requeue</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompStaleMessageException">Its session is over; the broker delivers it again.</exception>
    /// <exception cref="StompRejectedException">It is settled already, its subscription is in mode auto, or the session is at 1.0.</exception>
    public Task NackAsync(FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        EnsureAsync(TryNackAsync(options, cancellationToken), cancellationToken);

    /// <summary>Acknowledges it and says what came of it instead of throwing.</summary>
    public Task<Outcome> TryAckAsync(FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        _subscription.Connection.SettleAsync(this, true, null, options, cancellationToken);

    /// <summary>Refuses it, as <see cref="NackAsync"/> does, and says what came of it instead of throwing.</summary>
    public Task<Outcome> TryNackAsync(FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        _subscription.Connection.SettleAsync(this, false, null, options, cancellationToken);

    private static Task EnsureAsync(Task<Outcome> settling, CancellationToken cancellationToken)
    {
        return settling is { IsCompletedSuccessfully: true, Result: Outcome.Sent } ? Task.CompletedTask : ThrowUnlessSettledAsync();

        async Task ThrowUnlessSettledAsync() => (await settling.ConfigureAwait(false)).EnsureSuccess(cancellationToken);
    }

    /// <summary>The frame on one line.</summary>
    public override string ToString() => Frame.ToString();
}
