using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Recording;

namespace Stomp.Runtime;

/// <summary>A recording that several connections share: their sessions stand in the same files. Dispose it after them.</summary>
public sealed class StompRecording : IAsyncDisposable
{
    /// <summary>Begins a recording; its first file is made when the first thing happens.</summary>
    /// <param name="options">Where to, and what of it.</param>
    /// <param name="loggerFactory">Where a file that cannot be written is reported; null for nowhere.</param>
    /// <exception cref="OptionsValidationException">The options are wrong.</exception>
    public StompRecording(RecordingOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] problems = [.. options.Check()];
        if (problems.Length > 0)
            throw new OptionsValidationException(nameof(RecordingOptions), typeof(RecordingOptions), problems);
        Recorder = new(options, (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<StompRecording>());
    }

    internal Recorder Recorder { get; }

    /// <summary>Writes what is left and closes the file.</summary>
    public ValueTask DisposeAsync() => Recorder.StopAsync(Turns.Pool);
}
