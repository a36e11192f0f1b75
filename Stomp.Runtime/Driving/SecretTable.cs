using System;
using System.Collections.Generic;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Driving;

/// <summary>The texts behind the core's numbered secrets. Belongs to the loop once that runs.</summary>
internal sealed class SecretTable
{
    private readonly Dictionary<int, string> _texts = [];
    private int _last;
    private int _renewed;

    public int Count => _texts.Count;

    /// <summary>Whether a text can be a header's value in CONNECT.</summary>
    public static bool IsWritable(string text) => text.AsSpan().IndexOfAny("\n\r\0") < 0;

    public Secret Add(string text)
    {
        if (!IsWritable(text))
            throw new ArgumentException("A secret must not hold a line feed, carriage return or NUL.", nameof(text));
        _texts.Add(++_last, text);
        return new Secret(_last);
    }

    /// <summary>Adds a secret and forgets the one that was added this way before: an attempt has one, and the one before it is over.</summary>
    public Secret Renew(string text)
    {
        var secret = Add(text);
        _texts.Remove(_renewed);
        _renewed = secret.Number;
        return secret;
    }

    public string Reveal(Secret secret) => _texts[secret.Number];
}
