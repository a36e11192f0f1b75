using System;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>Effects as they stand in a transcript beside their digest: octets and frames by their length and the beginning of their digest.</summary>
/// <param name="json">Where to.</param>
internal sealed class BriefSink(Utf8JsonWriter json) : JsonSink(json)
{
    // More texts of this length than anybody reads; what is longer is cut, its digest tells it apart.
    private const int LongText = 200;

    private static readonly FieldName Command = new("frame");
    private static readonly FieldName Length = new("octets");
    private static readonly FieldName Hash = new("hash");
    private static readonly FieldName Cut = new("cut");

    private IReadOnlyList<Digest> _frames = [];
    private int _next;

    /// <summary>The digests of the frames that will come, in their order: they were reckoned already.</summary>
    public void Begin(IReadOnlyList<Digest> frames) => (_frames, _next) = (frames, 0);

    public override void Text(string text)
    {
        if (text.Length <= LongText)
        {
            base.Text(text);
            return;
        }

        BeginRecord();
        Name(Cut);
        base.Text(text[..(char.IsHighSurrogate(text[LongText - 1]) ? LongText - 1 : LongText)]);
        Summary(text.Length, Digest.Of(text));
        EndRecord();
    }

    public override void Octets(ReadOnlySpan<byte> octets)
    {
        BeginRecord();
        Summary(octets.Length, Digest.Of(octets));
        EndRecord();
    }

    public override void Frame(Frame frame)
    {
        BeginRecord();
        Name(Command);
        TextOf(CommandText.ToUtf8(frame.Command));
        Summary(frame.Body.Length, _frames[_next++]);
        EndRecord();
    }

    private void Summary(long length, Digest digest)
    {
        Name(Length);
        Number(length);
        Name(Hash);
        Json.WriteStringValue(digest.Beginning);
    }
}
