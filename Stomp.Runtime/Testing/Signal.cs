using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Testing;

/// <summary>Somebody waits until something changes; he goes on in a turn of his own. Belongs to the strand.</summary>
internal sealed class Signal(Strand strand)
{
    private TaskCompletionSource? _waiter;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource();
        _waiter = waiter;
        await using (cancellationToken.UnsafeRegister((_, token) => strand.Post(() => waiter.TrySetCanceled(token)), null).ConfigureAwait(false))
            await waiter.Task.ConfigureAwait(false);
    }

    public void Set()
    {
        if (_waiter is not { } waiter)
            return;
        _waiter = null;
        strand.Post(() => waiter.TrySetResult());
    }
}
