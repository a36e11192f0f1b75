using System;
using System.Collections.Generic;
using Stomp.Pure.Transcripts.Masks;

namespace Stomp.Runtime;

/// <summary>
/// How what happens to a connection or a pool is written down. Recording never holds a connection up and never breaks it: what cannot be written is a gap in the
/// transcript. A file that is there already is not touched: with <c>session.stomp.jsonl</c> taken, <c>session.2.stomp.jsonl</c> is next, and so on.
/// </summary>
/// <param name="Path">The first file, by custom with the suffix <c>.stomp.jsonl</c>.</param>
public sealed record RecordingOptions(string Path)
{
    /// <summary>A file that has grown beyond this is closed and the next one is begun. Default 64 MiB.</summary>
    public long MaxFileOctets { get; init; } = 64 << 20;

    /// <summary>At most so many octets wait to be written; beyond that events are lost and the transcript has a gap. Default 64 MiB.</summary>
    public long MaxQueuedOctets { get; init; } = 64 << 20;

    /// <summary>Whether files are compressed with gzip; <c>.gz</c> is put behind their names. Default no: then a crash leaves every line that was written.</summary>
    public bool Compress { get; init; }

    /// <summary>What is replaced before it is written. Default nothing. Passcodes are never written, whatever this says.</summary>
    public Masking Masking { get; init; } = Masking.None;

    /// <summary>The same with another limit on the size of a file, in octets.</summary>
    public RecordingOptions WithMaxFileOctets(long octets) => this with { MaxFileOctets = octets };

    /// <summary>The same with something else replaced.</summary>
    public RecordingOptions WithMasking(Masking masking) => this with { Masking = masking };

    internal IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Path))
            yield return "Path is empty";
        if (MaxFileOctets < 1)
            yield return FormattableString.Invariant($"MaxFileOctets is {MaxFileOctets}; it must be at least 1");
        if (MaxQueuedOctets < 1)
            yield return FormattableString.Invariant($"MaxQueuedOctets is {MaxQueuedOctets}; it must be at least 1");
        if (Masking.Check() is { } problem)
            yield return "Masking." + problem.Text;
    }
}
