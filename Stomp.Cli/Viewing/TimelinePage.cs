using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Stomp.Cli.Viewing;

/// <summary>
/// One HTML file with everything in it: the parts in <c>Page</c> are put together, and the timeline goes in as data. A policy inside the page names
/// its script and its style by their digests, and allows nothing else: neither a request nor a script that came in a message.
/// </summary>
internal static class TimelinePage
{
    private static readonly string[] Styles = ["theme.css", "layout.css", "timeline.css", "detail.css"];

    private static readonly string[] Scripts =
        ["model.js", "filter.js", "rows.js", "list.js", "overview.js", "detail.js", "controls.js", "keys.js", "main.js"];

    /// <summary>Writes the page.</summary>
    public static void Write(Timeline timeline, Stream output)
    {
        var style = "\n" + string.Concat(Styles.Select(Part));
        var script = "\n\"use strict\";\n" + string.Concat(Scripts.Select(Part));
        var page = Part("page.html")
            .Replace("{policy}", $"default-src 'none'; img-src data:; script-src '{Digest(script)}'; style-src '{Digest(style)}'; base-uri 'none'; form-action 'none'", StringComparison.Ordinal)
            .Replace("{style}", style, StringComparison.Ordinal)
            .Replace("{script}", script, StringComparison.Ordinal)
            .Split("{data}");
        output.Write(Encoding.UTF8.GetBytes(page[0]));
        output.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(Packed(timeline))));
        output.Write(Encoding.UTF8.GetBytes(page[1]));
    }

    private static ReadOnlySpan<byte> Packed(Timeline timeline)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            PageData.Write(timeline, gzip);
        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static string Digest(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Part(string name)
    {
        using var stream = typeof(TimelinePage).Assembly.GetManifestResourceStream($"Stomp.Cli.Viewing.Page.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
