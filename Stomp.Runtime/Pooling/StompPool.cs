using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using Stomp.Pure.Pools;
using Stomp.Runtime.Pooling;

namespace Stomp.Runtime;

/// <summary>
/// Connections that are lent (M41). Who asks first is served first. The pool grows while somebody waits and closes what nobody
/// needs; what is lost it replaces, with one backoff for each endpoint, whoever lost something there. All members may be used from any thread.
/// </summary>
public sealed class StompPool : IAsyncDisposable
{
    private readonly PoolDriver _driver;
    private readonly Lazy<Task> _end;

    /// <summary>Makes a pool; its minimum is opened in the background.</summary>
    /// <param name="options">How each connection is to be opened.</param>
    /// <param name="pool">How many there are, and for how long.</param>
    /// <exception cref="OptionsValidationException">The options are wrong; all that is wrong is listed.</exception>
    public StompPool(StompOptions options, PoolOptions? pool = null)
    {
        var valid = StompConnection.Checked(options);
        var chosen = pool ?? new();
        if (chosen.Check() is { Count: > 0 } errors)
            throw new OptionsValidationException(nameof(PoolOptions), typeof(PoolOptions), errors);
        var config = chosen.ToConfig(valid);
        if (config.Check() is { } problem)
            throw new OptionsValidationException(nameof(PoolOptions), typeof(PoolOptions), [problem.Text + "."]);
        _driver = new(valid, config, chosen.ProbeTimeout);
        _end = new(_driver.EndAsync);
    }

    /// <summary>How many connections are doing what, and how many wait for one.</summary>
    public PoolCounts Counts => _driver.State.Counts;

    /// <summary>What happened so far. The meter <c>Stomp.Runtime</c> tells the same as it happens.</summary>
    public PoolStatistics Statistics => _driver.Tally.Read();

    /// <summary>Rents a connection, waiting until one is free or opened.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The lease; disposing it gives the connection back.</returns>
    /// <exception cref="TimeoutException">Nothing came free in time; the inner exception says what was in the way, if anything was.</exception>
    /// <exception cref="StompConnectionException">The broker refuses the session, and there is no other connection.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public async Task<StompLease> RentAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = _driver.Rent();
        using var registration = cancellationToken.Register(() => _driver.Abandon(request));
        try
        {
            return await _driver.Turns.Join(request.Task).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException("Cancelled while a connection of the pool was awaited.", exception, cancellationToken);
        }
    }

    /// <summary>
    /// Ends the pool: nobody gets a lease any more, what is free is closed at once, what is lent when it is given back, at the latest when the
    /// drain timeout is over.
    /// </summary>
    public async ValueTask DisposeAsync() => await _driver.Turns.Pass(_end.Value).ConfigureAwait(false);
}
