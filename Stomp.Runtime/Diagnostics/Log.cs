using System;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Brokers;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Diagnostics;

/// <summary>Everything that is logged, in one place.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Server}, STOMP {Version}")]
    public static partial void Connected(ILogger logger, string server, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "The session ended: {Reason}")]
    public static partial void Ended(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not connected, will try again: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Kind}: {Text}")]
    public static partial void Noted(ILogger logger, NoteKind kind, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "The listener {Name} failed at {Call}")]
    public static partial void ListenerFailed(ILogger logger, string name, StompListeners.CallKind call, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listeners are slow: they missed {Count} calls")]
    public static partial void ListenersMissed(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listeners are slow: {Count} calls were left when the connection was closed")]
    public static partial void ListenersLeft(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The subscription to {Destination} ended, its handler is called no more")]
    public static partial void HandlerEnded(ILogger logger, string destination, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of the subscription to {Destination} failed; the message is not acknowledged by that")]
    public static partial void HandlerFailed(ILogger logger, string destination, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The embedded broker's loop ended by an error of the library")]
    public static partial void BrokerCrashed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Link {Link}: {Kind}: {Text}")]
    public static partial void BrokerNoted(ILogger logger, long link, BrokerDiagnosticKind kind, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member} of the pool failed: {Reason}")]
    public static partial void MemberFailed(ILogger logger, long member, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The recording {Path} cannot be written: {Problem}. The connection goes on; recording is tried again, and this is said once")]
    public static partial void RecordingFailed(ILogger logger, string path, string problem);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The pool's loop ended by an error of the library")]
    public static partial void PoolCrashed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The connection's loop ended by an error of the library")]
    public static partial void Crashed(ILogger logger, Exception exception);
}
