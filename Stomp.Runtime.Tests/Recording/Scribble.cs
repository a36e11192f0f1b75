using System;
using System.Globalization;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>What tests of recordings do in processes of their own.</summary>
internal static class Scribble
{
    public const string RecordRole = "record";
    public const string ReplayRole = "replay";

    /// <summary>So many messages are sent before it waits to be told to go on.</summary>
    public const int First = 200;

    /// <summary>Sends into a recording until it is killed.</summary>
    public static async Task RecordAsync(string path)
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var stomp = await StompConnection.OpenAsync(StompOptions.For(broker.Uri).WithRecording(path));
        await using var subscription = await stomp.SubscribeAsync("/queue/a", options: Real.Subscribed);
        for (var i = 0; ; i++)
        {
            if (i == First)
                Console.ReadLine();
            await stomp.SendAsync("/queue/a", $"message {i}", Real.Receipted);
            await subscription.Messages.ReadAsync();
        }
    }

    /// <summary>Where it runs, and what comes of the files.</summary>
    public static string Replay(string[] files)
    {
        var text = $"{CultureInfo.CurrentCulture.Name} {1.5:0.0} {"I".ToLower(CultureInfo.CurrentCulture)} {TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 1)).TotalMinutes} {AppContext.GetData("System.Runtime.TieredCompilation") ?? Environment.GetEnvironmentVariable("DOTNET_TieredCompilation")}";
        foreach (var file in files)
            text += $"\n{Pure.Transcripts.Replay.Verify(TranscriptFile.Load(file))}";
        return text;
    }
}
