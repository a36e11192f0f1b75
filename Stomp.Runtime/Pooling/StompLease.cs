using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Pooling;

namespace Stomp.Runtime;

/// <summary>
/// A connection of a pool, lent to one at a time. Disposing it gives the connection back; one in which a subscription or a transaction
/// was left open is closed and replaced.
/// </summary>
public sealed class StompLease : IAsyncDisposable
{
    private readonly PoolDriver _driver;
    private readonly long _number;
    private readonly StompConnection _connection;
    private int _over;

    internal StompLease(PoolDriver driver, long number, StompConnection connection) => (_driver, _number, _connection) = (driver, number, connection);

    /// <summary>The connection. It does not come back by itself when it is lost: give it back and rent another one.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public StompConnection Connection
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _over) != 0, this);
            return _connection;
        }
    }

    /// <summary>Gives the connection back.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
            _driver.Return(_number, !_connection.HasOpenWork);
        return ValueTask.CompletedTask;
    }
}
