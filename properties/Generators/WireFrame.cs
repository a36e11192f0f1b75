using System;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Generators;

/// <summary>A frame as it may stand on the wire: with a choice of line ends, and EOLs behind it.</summary>
/// <param name="Frame">The frame, with the content-length that it has on the wire.</param>
/// <param name="CrLfs">One bit per line: whether it ends with CR LF, where the dialect has that.</param>
/// <param name="Eols">How many EOLs follow.</param>
public sealed record WireFrame(Frame Frame, uint CrLfs, int Eols)
{
    /// <summary>Writes the frame, by the specification and not by the encoder.</summary>
    public void WriteTo(Wire wire, Dialect dialect)
    {
        var line = 0;
        wire.Plain(Frame.Command.ToText());
        wire.Eol(IsCrLf(dialect, line++));
        var escapes = dialect.EscapesOf(Frame.Command);
        foreach (var header in Frame.Headers)
        {
            wire.Text(header.Name, escapes);
            wire.Plain(":");
            wire.Text(header.Value, escapes);
            wire.Eol(IsCrLf(dialect, line++));
        }

        wire.Eol(IsCrLf(dialect, line++));
        wire.Body(Frame.Body.Span);
        wire.Body("\0"u8);
        for (var i = 0; i < Eols; i++)
            wire.Eol(IsCrLf(dialect, line++));
    }

    public bool HasCrLf(Dialect dialect) => Enumerable.Range(0, Frame.Headers.Count + 2 + Eols).Any(line => IsCrLf(dialect, line));

    public bool HasEscapes(Dialect dialect) =>
        dialect.EscapesOf(Frame.Command) != EscapeRule.None
        && Frame.Headers.ToArray().Any(header => (header.Name + header.Value).AsSpan().ContainsAny(":\\\n"));

    public bool HasNul => Frame.Body.Span.Contains((byte)0);

    public bool HasRepeats => Frame.Headers.ToArray().Select(header => header.Name).Distinct(StringComparer.Ordinal).Count() < Frame.Headers.Count;

    public bool HasMultiOctet => Frame.Headers.ToArray().Any(header => Encoding.UTF8.GetByteCount(header.Name + header.Value) > (header.Name + header.Value).Length);

    private bool IsCrLf(Dialect dialect, int line) => dialect.CrLf && (CrLfs >> (line % 32) & 1) != 0;
}
