using System;
using System.IO;
using System.Reflection;
using System.Threading;
using Stomp.Pure.Transcripts;
using Xunit;
using Xunit.Sdk;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>
/// Every connection whose options come from <see cref="Real"/> is recorded, and when a test is over its recordings are replayed: they must lead to the same states
/// and effects.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RecordedAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<DirectoryInfo?> Folder = new();

    /// <summary>Where the test at hand records; null where it does not.</summary>
    internal static string? Path => Folder.Value is { } folder ? System.IO.Path.Combine(folder.FullName, "session.stomp.jsonl") : null;

    public override void Before(MethodInfo methodUnderTest) => Folder.Value = Directory.CreateTempSubdirectory("stomp-recorded-");

    public override void After(MethodInfo methodUnderTest)
    {
        var folder = Folder.Value!;
        Folder.Value = null;
        try
        {
            foreach (var file in folder.GetFiles())
            {
                // One that is still open may not have its first line yet.
                if (file.Length > 0)
                    Assert.IsType<Verdict.Same>(Replay.Verify(TranscriptFile.Load(file.FullName)));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>Options of a test that records.</summary>
internal static class RecordedOptions
{
    public static StompOptions Recorded(this StompOptions options) => RecordedAttribute.Path is { } path ? options.WithRecording(path) : options;
}
