using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Options;

/// <summary>A value that somebody wrote down, read; or what it must be.</summary>
/// <param name="Value">The value; only without a complaint.</param>
/// <param name="Complaint">What it must be; null when it is.</param>
internal readonly record struct Reading<T>(T Value, string? Complaint);

/// <summary>How values are written in configuration and in addresses: the same in both.</summary>
internal static class Written
{
    public const string Duration = "a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms";

    public static Reading<bool> Truth(string text) =>
        bool.TryParse(text, out var value) ? Read(value) : Must<bool>("true or false");

    public static Reading<int> Count(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Read(value) : Must<int>("a whole number");

    public static Reading<long> Octets(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Read(value) : Must<long>("a whole number of octets");

    public static Reading<ulong> Seed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Read(value) : Must<ulong>("a whole number that is not negative");

    public static Reading<double> Ratio(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Read(value) : Must<double>("a number, for instance 0.5");

    /// <summary>A count, or <c>unlimited</c> or <c>-1</c> for none.</summary>
    public static Reading<int?> Limit(string text) =>
        text is "unlimited" or "-1" ? Read<int?>(null) : Count(text) is { Complaint: null } count ? Read<int?>(count.Value) : Must<int?>("a whole number, or unlimited");

    /// <summary>A bare number would be milliseconds to one reader and days to the next: only in addresses, where ActiveMQ has them, it is milliseconds.</summary>
    public static Reading<TimeSpan> Span(string text, bool inAddress)
    {
        text = text.Trim();
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.TicksPerMillisecond)
            : text.EndsWith('s') ? (text[..^1], TimeSpan.TicksPerSecond)
            : text.EndsWith('m') ? (text[..^1], TimeSpan.TicksPerMinute)
            : text.EndsWith('h') ? (text[..^1], TimeSpan.TicksPerHour)
            : (text, inAddress || text == "0" ? TimeSpan.TicksPerMillisecond : 0);
        if (unit > 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= int.MaxValue)
            return Read(TimeSpan.FromTicks(count * unit));
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? Read(span) : Must<TimeSpan>(Duration);
    }

    public static Reading<T> Name<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && !char.IsAsciiDigit(text[0]) && text[0] != '-' ? Read(value) : Must<T>(string.Join(", ", Enum.GetNames<T>()));

    public static Reading<IPEndPoint> Local(string text) =>
        IPEndPoint.TryParse(text, out var value) ? Read(value) : Must<IPEndPoint>("an address of this machine with a port, for instance 192.0.2.1:0");

    public static Reading<Encoding> Charset(string text)
    {
        try
        {
            return Read(Encoding.GetEncoding(text));
        }
        catch (ArgumentException)
        {
            return Must<Encoding>("the name of a charset that is known here, for instance utf-8");
        }
    }

    public static Reading<T> Read<T>(T value) => new(value, null);

    public static Reading<T> Must<T>(string be) => new(default!, be);

    public static Reading<ValueList<T>> List<T>(string text, Func<string, Reading<T>> read)
    {
        var list = new List<T>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (read(part) is not { Complaint: null } one)
                return Must<ValueList<T>>(read(part).Complaint!);
            list.Add(one.Value);
        }

        return Read(ValueList.Of<T>([.. list]));
    }
}
