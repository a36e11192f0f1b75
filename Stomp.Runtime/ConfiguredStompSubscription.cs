using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime;

/// <summary>
/// A subscription of which it was said where awaiting code goes on, for <c>await foreach</c> and for <c>await using</c>. Made by
/// <see cref="StompSubscription.ConfigureAwait"/>.
/// </summary>
public sealed class ConfiguredStompSubscription
{
    private readonly StompSubscription _subscription;
    private readonly bool _continueOnCapturedContext;
    private readonly CancellationToken _cancellationToken;

    internal ConfiguredStompSubscription(StompSubscription subscription, bool continueOnCapturedContext, CancellationToken cancellationToken) =>
        (_subscription, _continueOnCapturedContext, _cancellationToken) = (subscription, continueOnCapturedContext, cancellationToken);

    /// <summary>The same with a token that ends the reading.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ConfiguredStompSubscription WithCancellation(CancellationToken cancellationToken) =>
        new(_subscription, _continueOnCapturedContext, cancellationToken);

    /// <summary>The messages, one after the other, until the subscription or the connection ends.</summary>
    public ConfiguredCancelableAsyncEnumerable<StompMessage>.Enumerator GetAsyncEnumerator() =>
        ((IAsyncEnumerable<StompMessage>)_subscription).ConfigureAwait(_continueOnCapturedContext).WithCancellation(_cancellationToken).GetAsyncEnumerator();

    /// <summary>Unsubscribes, without complaint when the subscription or the connection is over already.</summary>
    public ConfiguredValueTaskAwaitable DisposeAsync() => _subscription.DisposeAsync().ConfigureAwait(_continueOnCapturedContext);
}
