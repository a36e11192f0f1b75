using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>One direction of a <see cref="WireLink"/>: what passed, when, and what is to become of what comes.</summary>
internal sealed class WireFlow
{
    private readonly MemoryStream _octets = new();
    private readonly MemoryStream _held = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cutDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Func<byte[], int?>? _whereToCut;
    private string[] _heldFor = [];
    private CutKind _kind;
    private int _armedAt;
    private TimeSpan _last;
    private long _through;

    /// <summary>Whether octets are written down; off for what is too large to be kept.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>Whether what comes is taken and dropped.</summary>
    public volatile bool Swallows;

    /// <summary>At most so many octets pass at a time.</summary>
    public int Most { get; set; } = 64 * 1024;

    /// <summary>A wait behind whatever passed at a time, which slows the sender.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>Changes octets in place before they pass.</summary>
    public Action<Memory<byte>>? Rewrite { get; set; }

    /// <summary>How long no octet has come, or had not when the direction ended.</summary>
    public TimeSpan Silence => (_over.Task.IsCompleted ? EndedAfter : _clock.Elapsed) - _last;

    public long Count { get; private set; }

    /// <summary>Whether all that was let pass is with the other side's system.</summary>
    public bool IsThrough => Interlocked.Read(ref _through) == Count;

    public void CountThrough(int octets) => Interlocked.Add(ref _through, octets);

    /// <summary>Completes when the sender closed, or the link was cut.</summary>
    public Task Over => _over.Task;

    /// <summary>Completes when a cut that was asked for happened.</summary>
    public Task WasCut => _cutDone.Task;

    private TimeSpan EndedAfter { get; set; }

    public byte[] Octets
    {
        get
        {
            lock (_octets) return _octets.ToArray();
        }
    }

    /// <summary>What passed, as text.</summary>
    public string Text => Encoding.UTF8.GetString(Octets);

    /// <summary>The frames that passed whole, without beats; only for bodies without NUL.</summary>
    public IReadOnlyList<string> Frames => [.. Text.Split('\0').SkipLast(1).Select(frame => frame.TrimStart('\r', '\n'))];

    /// <summary>Heart-beats behind the last frame.</summary>
    public int Beats
    {
        get
        {
            var octets = Octets;
            return octets.AsSpan(octets.AsSpan().LastIndexOf((byte)0) + 1).Count((byte)'\n');
        }
    }

    public IReadOnlyList<string> FramesOf(string command) => [.. Frames.Where(frame => frame.StartsWith(command + "\n", StringComparison.Ordinal) || frame.StartsWith(command + "\r\n", StringComparison.Ordinal))];

    /// <summary>Cuts the link some octets behind the first place where a text is seen from now on.</summary>
    public void CutBehind(string text, int octets, CutKind kind)
    {
        var wanted = Encoding.ASCII.GetBytes(text);
        CutWhere(come => come.AsSpan().IndexOf(wanted) is var found and >= 0 ? found + wanted.Length + octets : null, kind);
    }

    /// <summary>Cuts the link in the middle of the first TLS record from now on that is so long; between records when it is called.</summary>
    public void CutInsideRecord(int least, CutKind kind) => CutWhere(
        come =>
        {
            const int Header = 5;
            for (var at = 0; at + Header <= come.Length;)
            {
                var length = (come[at + 3] << 8) | come[at + 4];
                if (length >= least) return at + Header + (length / 2);
                at += Header + length;
            }

            return null;
        },
        kind);

    /// <summary>What comes is held back until all of these texts are in it, and then passes at once. What is still held when the link ends never passes.</summary>
    public void HoldFor(params string[] texts)
    {
        lock (_octets) _heldFor = texts;
    }

    /// <summary>Decides about octets that came: which of them pass, and whether the link is to be cut behind them.</summary>
    public (ReadOnlyMemory<byte> Passing, CutKind? Cut) Take(Memory<byte> octets)
    {
        lock (_octets)
        {
            Rewrite?.Invoke(octets);
            if (Swallows) return (default, null);
            if (_heldFor.Length > 0)
            {
                _held.Write(octets.Span);
                octets = _held.ToArray();
                var held = Encoding.UTF8.GetString(octets.Span);
                if (!_heldFor.All(text => held.Contains(text, StringComparison.Ordinal))) return (default, null);
                _heldFor = [];
                _held.SetLength(0);
            }

            _last = _clock.Elapsed;
            Count += octets.Length;
            if (!Keeps) return (octets, null);
            var before = (int)_octets.Length;
            _octets.Write(octets.Span);
            if (_whereToCut?.Invoke(_octets.ToArray()[_armedAt..]) is not { } place || _armedAt + place > _octets.Length) return (octets, null);
            _octets.SetLength(Math.Max(before, _armedAt + place));
            return (octets[..Math.Max(0, _armedAt + place - before)], _kind);
        }
    }

    public void End()
    {
        lock (_octets)
        {
            if (_over.Task.IsCompleted) return;
            EndedAfter = _clock.Elapsed;
            _over.TrySetResult();
            if (_whereToCut is not null) _cutDone.TrySetResult();
        }
    }

    private void CutWhere(Func<byte[], int?> place, CutKind kind)
    {
        lock (_octets)
        {
            (_whereToCut, _kind, _armedAt) = (place, kind, (int)_octets.Length);
        }
    }
}
