using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Benchmarks.Measure.Core;

/// <summary>Frames as RabbitMQ writes them.</summary>
internal static class Wire
{
    /// <summary>Octets of a typical MESSAGE, all told.</summary>
    public const int MessageLength = 450;

    private const int BodyLength = 256;

    public static byte[] Connected { get; } = Encoding.UTF8.GetBytes(
        "CONNECTED\nserver:RabbitMQ/3.10.8\nsession:session-j2AGdM4fIBmKBsBq6dAJnA\nheart-beat:0,10000\nversion:1.2\n\n\0\n");

    /// <summary>The body of what is sent.</summary>
    public static Payload Body { get; } = Payload.Copy(Text(BodyLength));

    public static DecoderRules FromBroker { get; } = new() { Dialect = Dialect.Of(StompVersion.V12), From = Side.Server };

    public static EncoderRules FromClient { get; } = new() { Dialect = Dialect.Of(StompVersion.V12), From = Side.Client };

    /// <summary>A SEND as an application makes it.</summary>
    public static Frame Send { get; } = new(
        Command.Send,
        Headers.Of([new("destination", "/queue/orders"), new("content-type", "application/json"), new("persistent", "true")]),
        Body);

    /// <summary>A MESSAGE of <see cref="MessageLength"/> octets.</summary>
    public static byte[] Message(string subscription, long number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"T_{subscription}@@session-j2AGdM4fIBmKBsBq6dAJnA@@{number}");
        var head = $"MESSAGE\nsubscription:{subscription}\ndestination:/queue/orders\nack:{id}\nmessage-id:{id}\nredelivered:false\ncontent-type:application/json\ncontent-length:";
        var rest = MessageLength - Encoding.UTF8.GetByteCount(head) - "000\n\n\0\n".Length;
        return [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head}{rest:000}\n\n")), .. Text(rest), 0, (byte)'\n'];
    }

    public static byte[] Receipt(string id) => Encoding.UTF8.GetBytes($"RECEIPT\nreceipt-id:{id}\n\n\0\n");

    /// <summary>Frames one behind the other, so many in a chunk.</summary>
    public static IEnumerable<byte[]> Chunks(IEnumerable<byte[]> frames, int perChunk) =>
        frames.Chunk(perChunk).Select(static chunk => chunk.SelectMany(static frame => frame).ToArray());

    private static byte[] Text(int length)
    {
        var text = new byte[length];
        Array.Fill(text, (byte)'m');
        return text;
    }
}
