using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Stomp.Pure.Connections;
using Stomp.Pure.Simulation;
using Stomp.Pure.Transcripts;

namespace Stomp.Cli.Simulating;

/// <summary>Plays a world once more and writes the lives of its connections down, one session each.</summary>
internal sealed class WorldTranscript
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SortedDictionary<string, SessionWriter<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect>> _sessions = new(StringComparer.Ordinal);

    /// <summary>Writes the file and returns its path.</summary>
    public static string Write(string folder, Scenario scenario)
    {
        var transcript = new WorldTranscript();
        Simulator.Run(scenario, transcript.Add);
        foreach (var session in transcript._sessions.Values)
            session.End(transcript._output, new SessionEnding.Ended("the world is over"));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"seed-{scenario.Seed}.stomp.jsonl"));
        File.WriteAllBytes(path, transcript._output.WrittenSpan.ToArray());
        return path;
    }

    private string? Add(SimulatedStep step)
    {
        if (step is not SimulatedStep.OfConnection life)
            return null;
        if (!_sessions.TryGetValue(life.Who, out var session))
        {
            session = SessionWriter.OfConnection(new(_sessions.Count + 1, 0) { Started = life.Who }, life.Config);
            _sessions.Add(life.Who, session);
            session.Begin(_output, life.Before, 0);
        }

        session.Add(_output, life.Event, life.Step);
        return null;
    }
}
