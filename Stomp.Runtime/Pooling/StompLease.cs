using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Pooling;

namespace Stomp.Runtime;

/// <summary>
/// A connection of a pool, lent to one at a time. Disposing it gives the connection back; one in which a subscription or a transaction
/// was left open is cleaned or replaced, as <see cref="PoolOptions.WhenUnclean"/> says.
/// </summary>
public sealed class StompLease : IAsyncDisposable
{
    private readonly PoolDriver _driver;
    private readonly long _number;
    private readonly long _member;
    private readonly StompConnection _connection;
    private int _over;

    internal StompLease(PoolDriver driver, long number, long member, StompConnection connection) =>
        (_driver, _number, _member, _connection) = (driver, number, member, connection);

    /// <summary>The connection. It does not come back by itself when it is lost: give it back and rent another one.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public StompConnection Connection
    {
        get
        {
            return Volatile.Read(ref _over) == 0
                ? _connection
                : throw new ObjectDisposedException(nameof(StompLease), "The lease is over: its connection was given back to the pool and may be lent to somebody else. Rent another one.");
        }
    }

    /// <summary>Gives the connection back. A second time changes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
            await _driver.Turns.Pass(ReturnAsync()).ConfigureAwait(false);
    }

    private async Task ReturnAsync()
    {
        var isClean = await _connection.IsCleanAsync().ConfigureAwait(false);
        // That it was lost counts, so it must not look like something that was only left unclean.
        if (_connection.State is StompState.Closed closed)
            _driver.Lose(_member, closed.Reason);
        _driver.Return(_number, isClean, _connection);
    }
}
