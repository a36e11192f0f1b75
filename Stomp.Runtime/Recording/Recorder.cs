using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Masks;
using Stomp.Runtime.Diagnostics;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Recording;

/// <summary>
/// Writes sessions into files, off the loops: a loop puts what happened into a bounded queue and goes on. Whatever goes wrong with a file ends that file, and another
/// one is tried later; the sessions never notice.
/// </summary>
internal sealed class Recorder
{
    private const int FlushOctets = 256 * 1024;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // Nobody waits longer for a disk when a connection is closed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<RecordedItem> _queue = Channel.CreateUnbounded<RecordedItem>(new() { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushOctets);
    private readonly List<IRecordedSession> _sessions = [];
    private readonly RecordingOptions _options;
    private readonly RecordingPaths _paths;
    private readonly ILogger _logger;
    private readonly Task _writer;
    private RecordingFile? _file;
    private long _queued;
    private long _lastSession;
    private long _flushedAt;
    private long _failedAt;
    private int _number;
    private bool _hasComplained;

    public Recorder(RecordingOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _paths = new(options.Path, options.Compress);
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>The texts that no file may hold. Belongs to the writer once it runs.</summary>
    public SecretTexts Secrets { get; } = new();

    public Masking Masking => _options.Masking;

    /// <summary>Whether at most half of the queue is in use.</summary>
    public bool HasRoom => Interlocked.Read(ref _queued) <= _options.MaxQueuedOctets / 2;

    /// <summary>Counts the files: what was begun in an earlier one must be begun anew.</summary>
    public int Generation { get; private set; }

    public bool HasFile => _file is not null;

    public IBufferWriter<byte> Output => _buffer;

    public long NextSession() => Interlocked.Increment(ref _lastSession);

    /// <summary>Puts something into the queue unless it is full.</summary>
    public bool TryPost(RecordedItem item, long octets)
    {
        if (Interlocked.Read(ref _queued) + octets > _options.MaxQueuedOctets)
            return false;
        Post(item, octets);
        return true;
    }

    /// <summary>Puts something small into the queue.</summary>
    public void Post(RecordedItem item, long octets)
    {
        item.Cost = octets;
        Interlocked.Add(ref _queued, octets);
        if (!_queue.Writer.TryWrite(item))
            Interlocked.Add(ref _queued, -octets);
    }

    /// <summary>Notes that a session writes into the file at hand.</summary>
    public void Enter(IRecordedSession session) => _sessions.Add(session);

    /// <summary>A session is over.</summary>
    public void Leave(IRecordedSession session) => _sessions.Remove(session);

    /// <summary>Writes what waits, for a bounded time, and ends.</summary>
    public async ValueTask StopAsync(Turns turns)
    {
        _queue.Writer.TryComplete();
        // In a test world nothing else goes on meanwhile, so that its order does not depend on a disk.
        if (ReferenceEquals(turns, Turns.Pool))
            await Task.WhenAny(_writer, Task.Delay(Patience)).ConfigureAwait(false);
        else
            _writer.Wait(Patience);
    }

    /// <summary>Ends the file; those who go on are begun anew in the next one.</summary>
    /// <param name="session">Whose events are missing, null when nobody's are.</param>
    /// <param name="gap">How it ends for that one.</param>
    public void Rotate(IRecordedSession? session, SessionEnding? gap)
    {
        var next = _paths.FreeFrom(_number + 1);
        foreach (var one in _sessions)
            one.End(_buffer, ReferenceEquals(one, session) ? gap! : new SessionEnding.Continued(Path.GetFileName(_paths[next])));
        Flush();
        Close();
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out var item))
            {
                Interlocked.Add(ref _queued, -item.Cost);
                Take(item);
            }

            Flush();
        }

        Flush();
        Close();
    }

    private void Take(RecordedItem item)
    {
        if (item.BeginsFile && !IsOpen())
            return;
        try
        {
            item.Write(this);
        }
#pragma warning disable CA1031 // what cannot be written down must not hold up what can
        catch (Exception exception)
        {
            Break(exception);
            return;
        }
#pragma warning restore CA1031

        if (_buffer.WrittenCount >= FlushOctets || Stopwatch.GetElapsedTime(_flushedAt) >= FlushInterval)
            Flush();
        if (_file is not null && _file.Length + _buffer.WrittenCount >= _options.MaxFileOctets)
            Rotate(null, null);
    }

    /// <summary>Whether there is a file, tried for if there is none.</summary>
    public bool IsOpen()
    {
        if (_file is not null)
            return true;
        if (_failedAt != 0 && Stopwatch.GetElapsedTime(_failedAt) < RetryInterval)
            return false;
        try
        {
            _file = Create();
        }
#pragma warning disable CA1031 // whatever is wrong with the path, the sessions go on
        catch (Exception exception)
        {
            Complain(exception);
            return false;
        }
#pragma warning restore CA1031

        Generation++;
        _sessions.Clear();
        _failedAt = 0;
        return true;
    }

    /// <summary>The next file that nobody has. Somebody else may take its name meanwhile.</summary>
    private RecordingFile Create()
    {
        for (var number = _paths.FreeFrom(_number + 1); ; number = _paths.FreeFrom(number + 1))
        {
            try
            {
                var file = RecordingFile.Create(_paths[number], _options.Compress);
                _number = number;
                return file;
            }
            catch (IOException) when (File.Exists(_paths[number]))
            {
                // The one after it, then.
            }
        }
    }

    /// <summary>Hands everything to the system: from here on it survives the end of this process.</summary>
    private void Flush()
    {
        _flushedAt = Stopwatch.GetTimestamp();
        if (_file is null || _buffer.WrittenCount == 0)
            return;
        try
        {
            _file.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
            foreach (var session in _sessions)
                session.Flushed();
        }
#pragma warning disable CA1031 // a disk may be full or gone: the sessions go on
        catch (Exception exception)
        {
            Break(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>The file cannot be written any more. What it lacks is said in it if there is room for that.</summary>
    private void Break(Exception exception)
    {
        _buffer.ResetWrittenCount();
        try
        {
            foreach (var session in _sessions)
                session.EndBroken(_buffer, exception.Message);
            _file?.WriteLast(_buffer.WrittenSpan);
        }
#pragma warning disable CA1031 // there is no room for it either
        catch (Exception)
        {
            // What was written so far can be read without it.
        }
#pragma warning restore CA1031

        _buffer.ResetWrittenCount();
        Close();
        Complain(exception);
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
#pragma warning disable CA1031 // what could be written is written
        catch (Exception exception)
        {
            Complain(exception);
        }
#pragma warning restore CA1031

        _file = null;
        _sessions.Clear();
    }

    private void Complain(Exception exception)
    {
        _failedAt = Stopwatch.GetTimestamp();
        if (_hasComplained)
            return;
        _hasComplained = true;
        Log.RecordingFailed(_logger, _paths[Math.Max(1, _number)], exception.Message);
    }
}
