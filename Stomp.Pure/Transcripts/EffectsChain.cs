using System;

namespace Stomp.Pure.Transcripts;

/// <summary>The digest of the digests of all effects so far, in their order: so that a line that was taken out or moved does not go unnoticed.</summary>
internal sealed class EffectsChain
{
    private const int Size = 32;

    private byte[] _links = new byte[Size * 8];
    private int _length = Size;

    public void Add(Digest effects)
    {
        if (_length + Size > _links.Length)
            Array.Resize(ref _links, _links.Length * 2);
        effects.Half.Write(_links.AsSpan(_length));
        _length += Size;
    }

    /// <summary>The digest now; it is what the next one is built upon.</summary>
    public Digest Close()
    {
        var digest = Digest.Of(_links.AsSpan(0, _length));
        digest.Write(_links);
        _length = Size;
        return digest;
    }
}
