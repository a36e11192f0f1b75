using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Cli.Lines;

/// <summary>Reads a stream piece by piece: what is there, or exactly so many octets at a time.</summary>
internal sealed class ChunkReader(Stream input, int? size)
{
    private const int BufferSize = 64 * 1024;

    private byte[] _buffer = new byte[BufferSize];
    private int _begin;
    private int _end;

    /// <summary>The next piece, valid until the next call; empty at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var wanted = size ?? 1;
        while (_end - _begin < wanted)
        {
            MakeRoom();
            // A terminal's read cannot be cancelled; it is left behind.
            var read = await input.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            _end += read;
        }

        var length = Math.Min(size ?? int.MaxValue, _end - _begin);
        var chunk = _buffer.AsMemory(_begin, length);
        _begin += length;
        return chunk;
    }

    private void MakeRoom()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin.._end).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, _buffer.Length * 2L));
        }
    }
}
