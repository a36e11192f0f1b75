using System;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Stomp.Benchmarks.Peer;

/// <summary>Many MESSAGE frames prepared in one block; before a block goes out only the digits of its ids are changed.</summary>
internal sealed class Firehose
{
    private const int BlockSize = 256 * 1024;
    private const int Digits = 10;

    private readonly byte[] _block;
    private readonly int _frameSize;
    private readonly int _perBlock;
    private readonly int _firstId;
    private readonly int _secondId;

    public Firehose(string subscription, string destination, int bodySize, bool acknowledges)
    {
        var head = $"MESSAGE\nsubscription:{subscription}\nmessage-id:";
        var middle = acknowledges ? "\nack:" : "\nx-ack:";
        var tail = $"\ndestination:{destination}\ncontent-type:text/plain\ncontent-length:{bodySize}\n\n";
        _firstId = head.Length;
        _secondId = head.Length + Digits + middle.Length;
        var zeros = new string('0', Digits);
        var frame = Encoding.UTF8.GetBytes(head + zeros + middle + zeros + tail + new string('m', bodySize) + "\0\n");
        _frameSize = frame.Length;
        _perBlock = Math.Max(1, BlockSize / frame.Length);
        _block = new byte[_frameSize * _perBlock];
        for (var i = 0; i < _perBlock; i++)
            frame.CopyTo(_block, i * _frameSize);
    }

    /// <summary>Octets of one message on the wire.</summary>
    public int FrameSize => _frameSize;

    /// <summary>Pours messages 1 to <paramref name="count"/>; between blocks others may write.</summary>
    public void Pour(Socket socket, long count, Lock writing)
    {
        for (var next = 1L; next <= count;)
        {
            var frames = (int)Math.Min(_perBlock, count - next + 1);
            for (var i = 0; i < frames; i++, next++)
            {
                var frame = _block.AsSpan(i * _frameSize, _frameSize);
                Write(frame.Slice(_firstId, Digits), next);
                frame.Slice(_firstId, Digits).CopyTo(frame[_secondId..]);
            }

            lock (writing)
                SendAll(socket, _block.AsSpan(0, frames * _frameSize));
        }
    }

    /// <summary>Writes every octet; a blocking socket may take fewer at a time.</summary>
    public static void SendAll(Socket socket, ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
            octets = octets[socket.Send(octets)..];
    }

    private static void Write(Span<byte> digits, long number)
    {
        for (var i = digits.Length - 1; i >= 0; i--, number /= 10)
            digits[i] = (byte)('0' + (number % 10));
    }
}
