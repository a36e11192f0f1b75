using System;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>A transcript holds something that its format does not know. It never leaves <see cref="Transcript.Parse"/>, which makes a fault of it.</summary>
internal sealed class UnreadableException(string message) : Exception(message);
