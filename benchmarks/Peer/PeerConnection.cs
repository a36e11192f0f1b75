using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Stomp.Benchmarks.Peer;

/// <summary>
/// One client, one thread, blocking calls. Destinations: <c>/sink</c> only counts, a subscription to <c>/firehose/N/S</c> gets N messages of S octets,
/// a K-th subscription to <c>/spread/N/S/K</c> lets N messages go to all K in turn, what is sent to <c>/echo</c> comes back. A receipt of <c>/hold/N</c> waits until N later
/// ones do, or one of somewhere else is asked for. A connection that begins with <c>RAW sink N</c>, <c>RAW firehose N S</c> or <c>RAW echo S</c> moves octets without any frames.
/// </summary>
internal sealed class PeerConnection(Socket socket, int number)
{
    private const int MostRead = 1 << 18;

    private readonly Lock _writing = new();
    private readonly List<string> _spread = [];
    private readonly HeldReceipts _held = new();
    private byte[] _buffer = new byte[1 << 16];
    private byte[] _output = new byte[1 << 16];
    private int _pending;
    private Counters _counters;
    private string _echo = "";

    public void Run()
    {
        try
        {
            var filled = 0;
            while (true)
            {
                if (filled == _buffer.Length)
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                var got = socket.Receive(_buffer.AsSpan(filled));
                if (got == 0)
                    break;
                filled += got;
                // Who sends much is read in large pieces; who rests takes little room.
                if (filled == _buffer.Length && filled < MostRead)
                    Array.Resize(ref _buffer, MostRead);
                if (_buffer[0] == 'R' && _buffer.AsSpan(0, filled).StartsWith("RAW "u8))
                {
                    RawPeer.Serve(socket, _buffer, filled, ref _counters);
                    break;
                }

                var used = Take(_buffer.AsSpan(0, filled));
                _buffer.AsSpan(used, filled - used).CopyTo(_buffer);
                filled -= used;
                Flush();
            }
        }
        catch (SocketException)
        {
            // The client went without a goodbye; what was counted stands.
        }

        socket.Dispose();
        Console.Out.WriteLine(_counters.ToJson(number));
        Console.Out.Flush();
    }

    /// <summary>Takes all whole frames, and says how many octets they were.</summary>
    private int Take(ReadOnlySpan<byte> octets)
    {
        var used = 0;
        while (true)
        {
            while (used < octets.Length && octets[used] is (byte)'\n' or (byte)'\r')
                used++;
            var rest = octets[used..];
            var blank = rest.IndexOf("\n\n"u8);
            var bodyAt = blank + 2;
            if (blank < 0)
            {
                blank = rest.IndexOf("\n\r\n"u8);
                bodyAt = blank + 3;
            }

            if (blank < 0)
                return used;
            var head = rest[..(blank + 1)];
            var length = Value(head, "\ncontent-length:"u8) is { IsEmpty: false } digits && Utf8Parser.TryParse(digits, out int given, out _)
                ? given
                : rest[bodyAt..].IndexOf((byte)0);
            if (length < 0 || rest.Length <= bodyAt + length)
                return used;
            Handle(head, rest.Slice(bodyAt, length));
            used += bodyAt + length + 1;
        }
    }

    private void Handle(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (head[0] == 'S' && head[1] == 'E')
        {
            _counters.Sends++;
            _counters.Body(body);
            if (head.IndexOf("destination:/echo"u8) >= 0)
                Echo(body);
        }
        else if (head[0] == 'A' && head[1] == 'C')
        {
            _counters.Acks++;
        }
        else if (head.StartsWith("CONNECT"u8) || head.StartsWith("STOMP"u8))
        {
            var versions = Value(head, "\naccept-version:"u8);
            var version = versions.IndexOf("1.2"u8) >= 0 ? "1.2" : versions.IndexOf("1.1"u8) >= 0 ? "1.1" : "1.0";
            Append(Encoding.UTF8.GetBytes($"CONNECTED\nversion:{version}\nserver:stomp-peer/1\nsession:{number}\nheart-beat:0,0\n\n\0\n"));
        }
        else if (head.StartsWith("SUBSCRIBE"u8))
        {
            Subscribe(head);
        }

        var receipt = Value(head, "\nreceipt:"u8);
        if (!receipt.IsEmpty)
        {
            _counters.Receipts++;
            Answer(head, receipt);
        }
    }

    private void Answer(ReadOnlySpan<byte> head, ReadOnlySpan<byte> receipt)
    {
        var most = Value(head, "\ndestination:/hold/"u8) is { IsEmpty: false } digits && Utf8Parser.TryParse(digits, out int given, out _) ? given : 0;
        if (most == 0 && _held.Count == 0)
        {
            Receipt(receipt);
            return;
        }

        _held.Add(receipt);
        while (_held.Count > most)
            Receipt(_held.Take());
    }

    private void Receipt(ReadOnlySpan<byte> id)
    {
        Append("RECEIPT\nreceipt-id:"u8);
        Append(id);
        Append("\n\n\0\n"u8);
    }

    private void Subscribe(ReadOnlySpan<byte> head)
    {
        var destination = Encoding.UTF8.GetString(Value(head, "\ndestination:"u8));
        var id = Encoding.UTF8.GetString(Value(head, "\nid:"u8));
        var mode = Value(head, "\nack:"u8);
        if (destination == "/echo")
            _echo = id;
        if (destination.Split('/') is not ["", "firehose" or "spread", var count, var size, .. var together])
            return;
        _spread.Add(id);
        if (together is [var all] && _spread.Count < int.Parse(all, CultureInfo.InvariantCulture))
            return;
        var messages = long.Parse(count, CultureInfo.InvariantCulture);
        var hose = new Firehose([.. _spread], destination, int.Parse(size, CultureInfo.InvariantCulture), !mode.IsEmpty && !mode.SequenceEqual("auto"u8));
        _spread.Clear();
        _counters.Poured += messages;
        new Thread(() => Pour(hose, messages), 256 * 1024) { IsBackground = true }.Start();
    }

    private void Pour(Firehose hose, long messages)
    {
        try
        {
            hose.Pour(socket, messages, _writing);
        }
        catch (SocketException)
        {
            // The client went in the middle.
        }
    }

    private void Echo(ReadOnlySpan<byte> body)
    {
        Append(Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:{_echo}\nmessage-id:{_counters.Sends}\ndestination:/echo\ncontent-length:{body.Length}\n\n"));
        Append(body);
        Append("\0\n"u8);
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        if (_pending + octets.Length > _output.Length)
            Array.Resize(ref _output, Math.Max(_output.Length * 2, _pending + octets.Length));
        octets.CopyTo(_output.AsSpan(_pending));
        _pending += octets.Length;
    }

    private void Flush()
    {
        // Whoever pours holds the lock while the client takes nothing, which may be because nobody here takes what it writes.
        if (_pending == 0)
            return;
        lock (_writing)
        {
            Firehose.SendAll(socket, _output.AsSpan(0, _pending));
            _pending = 0;
        }
    }

    /// <summary>The value of a header; its name is given with the line end before it and the colon.</summary>
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0)
            return default;
        var value = head[(at + name.Length)..];
        return value[..value.IndexOf((byte)'\n')].TrimEnd((byte)'\r');
    }
}
