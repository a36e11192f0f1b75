using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Demo;

/// <summary>Everything that crossed the transports, in order; each entry is printed as it comes.</summary>
internal sealed class WireLog(Timeline timeline)
{
    private readonly object _lock = new();
    private readonly List<Seen> _seen = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The time since the start of the demo.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>How much there is so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _seen.Count;
        }
    }

    /// <summary>Takes an entry.</summary>
    public void Add(Seen seen)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _seen.Add(seen);
            timeline.Wire(seen);
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    /// <summary>What came since there was so much.</summary>
    public IReadOnlyList<Seen> Since(int mark)
    {
        lock (_lock)
            return _seen[mark..];
    }

    /// <summary>The frames of a side since there was so much, of one command or of all.</summary>
    public IReadOnlyList<Frame> Frames(int mark, Side from, Command? command = null) =>
        [.. Since(mark).OfType<Seen.Whole>().Where(seen => seen.From == from && (command is null || seen.Frame.Command == command)).Select(seen => seen.Frame)];

    /// <summary>The heart-beats of a side since there was so much.</summary>
    public int Heartbeats(int mark, Side from) => Since(mark).Count(seen => seen is Seen.Heartbeat && seen.From == from);

    /// <summary>Waits until something holds, at most so long.</summary>
    public async Task<bool> UntilAsync(Func<bool> holds, TimeSpan limit)
    {
        var deadline = Now + limit;
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            if (holds())
                return true;
            var left = deadline - Now;
            if (left <= TimeSpan.Zero)
                return false;
            await Task.WhenAny(changed, Task.Delay(left)).ConfigureAwait(false);
        }
    }
}
