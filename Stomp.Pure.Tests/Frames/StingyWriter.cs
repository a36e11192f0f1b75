using System;
using System.Buffers;
using System.Collections.Generic;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Lends a fresh buffer each time, full of noise and not one octet larger than was asked for.</summary>
internal sealed class StingyWriter(byte noise = 0xEE) : IBufferWriter<byte>
{
    private readonly List<byte> _written = [];
    private byte[] _lent = [];

    public byte[] ToArray() => [.. _written];

    public void Advance(int count) => _written.AddRange(_lent.AsSpan(0, count));

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _lent = new byte[Math.Max(1, sizeHint)];
        _lent.AsSpan().Fill(noise);
        return _lent;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
