using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Transcripts.Shapes;

namespace Stomp.Pure.Transcripts.Masks;

/// <summary>Looks whether there is a secret in a value.</summary>
internal sealed class ProbeSink(SecretTexts secrets) : Sink
{
    public bool HasFound { get; private set; }

    public void Clear() => HasFound = false;

    public override void BeginRecord()
    {
    }

    public override void EndRecord()
    {
    }

    public override void BeginList(int count)
    {
    }

    public override void EndList()
    {
    }

    public override void Name(FieldName name)
    {
    }

    public override void Flag(bool value)
    {
    }

    public override void Number(long value)
    {
    }

    public override void Text(string text) => HasFound = HasFound || secrets.IsIn(text);

    public override void TextOf(ReadOnlySpan<byte> utf8) => HasFound = HasFound || secrets.IsIn(utf8);

    public override void Octets(ReadOnlySpan<byte> octets) => HasFound = HasFound || secrets.IsIn(octets);

    public override void Frame(Frame frame) => FrameShapes.Frame.Write(this, frame);
}
