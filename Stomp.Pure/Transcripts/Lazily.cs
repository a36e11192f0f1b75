using System;
using System.Collections;
using System.Collections.Generic;

namespace Stomp.Pure.Transcripts;

/// <summary>A sequence that is reckoned anew, item by item, whenever somebody walks it.</summary>
internal sealed class Lazily<T>(Func<IEnumerator<T>> walk) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => walk();

    IEnumerator IEnumerable.GetEnumerator() => walk();
}
