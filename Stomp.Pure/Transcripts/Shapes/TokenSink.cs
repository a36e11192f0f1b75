using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>
/// The canonical form of a value as octets, of which digests are made: a tag for what follows, lengths and numbers in eight octets, texts in UTF-8. A frame
/// is there as its own digest, so that who shows the digest of a frame need not reckon it again.
/// </summary>
internal sealed class TokenSink : Sink
{
    private readonly List<Digest> _frames = [];
    private TokenSink? _frame;
    private byte[] _tokens = new byte[512];
    private int _length;

    /// <summary>The digests of the frames that came, in their order.</summary>
    public IReadOnlyList<Digest> Frames => _frames;

    public Digest ToDigest() => Digest.Of(_tokens.AsSpan(0, _length));

    public void Clear()
    {
        _length = 0;
        _frames.Clear();
    }

    public override void BeginRecord() => Tag('{');

    public override void EndRecord() => Tag('}');

    public override void BeginList(int count) => Tagged('[', count);

    public override void EndList() => Tag(']');

    public override void Name(FieldName name) => Sized('.', name.Utf8);

    public override void Flag(bool value) => Tag(value ? '+' : '-');

    public override void Number(long value) => Tagged('#', value);

    public override void Text(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var octets = Room(9 + most);
        if (Encoding.UTF8.TryGetBytes(text, octets[9..], out var count) && IsWellFormed(text, count))
        {
            octets[0] = (byte)'"';
            BinaryPrimitives.WriteInt64LittleEndian(octets[1..], count);
            _length += 9 + count;
            return;
        }

        Tagged('\'', text.Length);
        foreach (var unit in text)
            Tagged('#', unit);
    }

    public override void TextOf(ReadOnlySpan<byte> utf8) => Sized('"', utf8);

    public override void Octets(ReadOnlySpan<byte> octets) => Sized('=', octets);

    public override void Frame(Frame frame)
    {
        _frame ??= new();
        _frame.Clear();
        FrameShapes.Frame.Write(_frame, frame);
        var digest = _frame.ToDigest();
        _frames.Add(digest);
        digest.Write(Room(32));
        _length += 32;
    }

    // Only a text with something beyond ASCII can be ill-formed; every unpaired surrogate becomes three octets.
    private static bool IsWellFormed(string text, int count) => count == text.Length || Texts.IsWellFormed(text);

    private void Tag(char tag)
    {
        Room(1)[0] = (byte)tag;
        _length++;
    }

    private void Tagged(char tag, long value)
    {
        var room = Room(9);
        room[0] = (byte)tag;
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], value);
        _length += 9;
    }

    private void Sized(char tag, ReadOnlySpan<byte> octets)
    {
        Tagged(tag, octets.Length);
        octets.CopyTo(Room(octets.Length));
        _length += octets.Length;
    }

    private Span<byte> Room(int octets)
    {
        if (_tokens.Length - _length < octets)
            Array.Resize(ref _tokens, Math.Max(_tokens.Length * 2, _length + octets));
        return _tokens.AsSpan(_length);
    }
}
