using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
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
    private readonly Place[] _places;

    /// <summary>Prepares messages for subscriptions in turn.</summary>
    public Firehose(IReadOnlyList<string> subscriptions, string destination, int bodySize, bool acknowledges)
    {
        var middle = acknowledges ? "\nack:" : "\nx-ack:";
        var tail = $"\ndestination:{destination}\ncontent-type:text/plain\ncontent-length:{bodySize}\n\n";
        var zeros = new string('0', Digits);
        var rest = Encoding.UTF8.GetBytes(zeros + middle + zeros + tail + new string('m', bodySize) + "\0\n");
        var heads = subscriptions.Select(static subscription => Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:{subscription}\nmessage-id:")).ToList();
        var round = heads.Sum(head => head.Length + rest.Length);
        var block = new MemoryStream();
        var places = new List<Place>();
        for (var i = 0; i < Math.Max(1, BlockSize / round) * heads.Count; i++)
        {
            var head = heads[i % heads.Count];
            places.Add(new((int)block.Length + head.Length, (int)block.Length + head.Length + Digits + middle.Length, (int)block.Length + head.Length + rest.Length));
            block.Write(head);
            block.Write(rest);
        }

        (_block, _places) = (block.ToArray(), [.. places]);
    }

    /// <summary>Pours messages 1 to <paramref name="count"/>; between blocks others may write.</summary>
    public void Pour(Socket socket, long count, Lock writing)
    {
        for (var next = 1L; next <= count;)
        {
            var frames = (int)Math.Min(_places.Length, count - next + 1);
            for (var i = 0; i < frames; i++, next++)
            {
                var id = _block.AsSpan(_places[i].FirstId, Digits);
                Write(id, next);
                id.CopyTo(_block.AsSpan(_places[i].SecondId));
            }

            lock (writing)
                SendAll(socket, _block.AsSpan(0, _places[frames - 1].End));
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

    /// <summary>Where the digits of a frame's ids are, and where it ends.</summary>
    private readonly record struct Place(int FirstId, int SecondId, int End);
}
