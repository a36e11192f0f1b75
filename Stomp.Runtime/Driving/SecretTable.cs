using System;
using System.Collections.Generic;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Driving;

/// <summary>The texts behind the core's numbered secrets.</summary>
internal sealed class SecretTable
{
    private readonly List<string> _texts = [];

    public Secret Add(string text)
    {
        if (text.AsSpan().IndexOfAny("\n\r\0") >= 0)
            throw new ArgumentException("A secret must not hold a line feed, carriage return or NUL.", nameof(text));
        _texts.Add(text);
        return new Secret(_texts.Count);
    }

    public string Reveal(Secret secret) => _texts[secret.Number - 1];
}
