using System;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Imports;

/// <summary>Which end of a connection is a STOMP client: what it says tells, not its port.</summary>
internal static class Recognition
{
    // The longest command and what may stand around it.
    private const int Enough = 32;

    /// <summary>The client's end, null when this is no STOMP.</summary>
    public static int? ClientOf(TcpConnection connection)
    {
        for (var end = 0; end < 2; end++)
        {
            if (Opens(connection, end))
                return end;
        }

        // The beginning may be missing: then any whole command will do.
        for (var end = 0; end < 2; end++)
        {
            if (Speaks(connection, end, Side.Client) || Speaks(connection, 1 - end, Side.Server))
                return end;
        }

        return null;
    }

    /// <summary>Whether an end opens a session.</summary>
    public static bool Opens(TcpConnection connection, int end) => FirstCommand(connection, end) is Command.Connect or Command.Stomp;

    private static bool Speaks(TcpConnection connection, int end, Side side)
    {
        if (FirstCommand(connection, end) is { } first)
            return Dialect.V12.Allows(first, side);
        foreach (var passing in connection.Passings)
        {
            if (passing.End == end && passing.Piece.Octets.Span.IndexOf((byte)0) is >= 0 and var nul
                && CommandAt(passing.Piece.Octets.Span[(nul + 1)..]) is { } command && Dialect.V12.Allows(command, side))
            {
                return true;
            }
        }

        return false;
    }

    private static Command? FirstCommand(TcpConnection connection, int end)
    {
        Span<byte> beginning = stackalloc byte[Enough];
        var length = 0;
        foreach (var passing in connection.Passings)
        {
            if (passing.End != end)
                continue;
            if (passing.Piece.Missing > 0)
                break;
            var octets = passing.Piece.Octets.Span;
            if (length == 0)
                octets = octets.TrimStart("\r\n"u8);
            octets = octets[..Math.Min(octets.Length, Enough - length)];
            octets.CopyTo(beginning[length..]);
            length += octets.Length;
            if (length == Enough)
                break;
        }

        return CommandAt(beginning[..length]);
    }

    private static Command? CommandAt(ReadOnlySpan<byte> octets)
    {
        octets = octets.TrimStart("\r\n"u8);
        var end = octets.IndexOf((byte)'\n');
        return end < 0 ? null : CommandText.Parse(System.Text.Encoding.ASCII.GetString(octets[..end].TrimEnd((byte)'\r')));
    }
}
