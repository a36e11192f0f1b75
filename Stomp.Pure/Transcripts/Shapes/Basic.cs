using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of what everything else is made of.</summary>
internal static class Basic
{
    public static readonly FieldName Base64 = new("b64");
    public static readonly FieldName Preview = new("text");
    public static readonly FieldName Utf16 = new("utf16");
    public static readonly FieldName Key = new("key");
    public static readonly FieldName Value = new("value");

    public static readonly Shape<bool> Flag = new Simple<bool>(static (sink, value) => sink.Flag(value), Json.Flag);

    public static readonly Shape<int> Int = new Simple<int>(static (sink, value) => sink.Number(value), Json.Small);

    public static readonly Shape<long> Long = new Simple<long>(static (sink, value) => sink.Number(value), Json.Number);

    // As text: many readers of JSON take numbers for floating point.
    public static readonly Shape<ulong> Bits = new Simple<ulong>(
        static (sink, value) => sink.Text(value.ToString(CultureInfo.InvariantCulture)),
        static json => ulong.TryParse(Json.String(json), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            ? bits
            : throw new UnreadableException($"{json} is not a whole number of 64 bits without a sign"));

    public static readonly Shape<string> Text = new Simple<string>(static (sink, value) => sink.Text(value), ReadText);

    public static readonly Shape<string?> MaybeText = Simple<string?>.OrNone(static (sink, value) => sink.Text(value!), ReadText);

    public static readonly Shape<Payload> Octets = new Simple<Payload>(static (sink, value) => sink.Octets(value.Span), ReadOctets);

    public static readonly Shape<Payload> Body = new Simple<Payload>(static (sink, value) => sink.Body(value), ReadOctets);

    public static readonly Shape<Instant> Moment = new Simple<Instant>(static (sink, value) => sink.Number(value.Ticks), static json => new(Json.Number(json)));

    public static readonly Shape<TimeSpan> Span = new Simple<TimeSpan>(static (sink, value) => sink.Number(value.Ticks), static json => new(Json.Number(json)));

    public static readonly Shape<Secret> Secret = new Simple<Secret>(static (sink, value) => sink.Number(value.Number), static json => new(Json.Small(json)));

    public static readonly Shape<Prng> Dice = new Simple<Prng>(static (sink, value) => Bits.Write(sink, value.State), static json => new(Bits.Read(json)));

    /// <summary>An enumeration by its names; a value without a name by its number.</summary>
    public static Shape<T> Names<T>()
        where T : struct, Enum => NameShape<T>.Instance;

    /// <summary>A combination of flags, by its number.</summary>
    public static Shape<T> Flags<T>()
        where T : struct, Enum => new Simple<T>(static (sink, value) => sink.Number(NameShape<T>.ToNumber(value)), static json => NameShape<T>.ToValue(Json.Small(json)));

    /// <summary>What may be null; then it is left out.</summary>
    public static Shape<T?> Maybe<T>(Shape<T> shape)
        where T : struct => Simple<T?>.OrNone((sink, value) => shape.Write(sink, value.GetValueOrDefault()), json => shape.Read(json));

    /// <summary>What may be null; then it is left out.</summary>
    public static Shape<T?> MaybeNone<T>(Shape<T> shape)
        where T : class => Simple<T?>.OrNone((sink, value) => shape.Write(sink, value!), shape.Read);

    public static Shape<ValueList<T>> List<T>(Shape<T> shape) => new Simple<ValueList<T>>(
        (sink, list) =>
        {
            sink.BeginList(list.Count);
            foreach (var item in list)
                shape.Write(sink, item);
            sink.EndList();
        },
        json => ValueList.Of<T>(CollectionsMarshal.AsSpan(ReadList(json, shape.Read))));

    public static Shape<Window<T>> Window<T>(Shape<T> shape) => new Simple<Window<T>>(
        (sink, window) =>
        {
            sink.BeginList(window.Count);
            foreach (var (key, value) in window)
            {
                sink.BeginRecord();
                sink.Name(Key);
                sink.Number(key);
                sink.Name(Value);
                shape.Write(sink, value);
                sink.EndRecord();
            }

            sink.EndList();
        },
        json =>
        {
            var window = Values.Window<T>.Empty;
            var last = long.MinValue;
            foreach (var entry in json.EnumerateArray())
            {
                var key = Json.Number(Json.Part(entry, Key));
                if (key <= last)
                    throw new UnreadableException("the keys of a list do not rise");
                window = window.Add(key, shape.Read(Json.Part(entry, Value)));
                last = key;
            }

            return window;
        });

    /// <summary>The effects of a step, which are written only.</summary>
    public static Shape<Effects<T>> Effects<T>(Shape<T> shape)
        where T : class => new Simple<Effects<T>>(
            (sink, effects) =>
            {
                sink.BeginList(effects.Count);
                foreach (var effect in effects)
                    shape.Write(sink, effect);
                sink.EndList();
            },
            _ => throw new UnreadableException("effects are not read back"));

    public static List<T> ReadList<T>(JsonElement json, Func<JsonElement, T> read)
    {
        Json.Expect(json, JsonValueKind.Array);
        var items = new List<T>(json.GetArrayLength());
        foreach (var item in json.EnumerateArray())
            items.Add(read(item));
        return items;
    }

    /// <summary>A text that is not well-formed cannot stand in JSON as it is: then its code units do.</summary>
    private static string ReadText(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Json.String(json);
        var octets = FromBase64(Json.Part(json, Utf16));
        var text = new char[octets.Length / 2];
        for (var i = 0; i < text.Length; i++)
            text[i] = (char)(octets[2 * i] | (octets[(2 * i) + 1] << 8));
        return new(text);
    }

    private static Payload ReadOctets(JsonElement json) => Payload.Wrap(FromBase64(Json.Part(json, Base64)));

    private static byte[] FromBase64(JsonElement json)
    {
        Json.Expect(json, JsonValueKind.String);
        return json.TryGetBytesFromBase64(out var octets) ? octets : throw new UnreadableException("there is something that is not base64");
    }

    private sealed class NameShape<T> : Shape<T>
        where T : struct, Enum
    {
        public static readonly NameShape<T> Instance = new();

        private readonly Dictionary<int, FieldName> _names = [];
        private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

        private NameShape()
        {
            foreach (var value in Enum.GetValues<T>())
            {
                var name = Enum.GetName(value)!;
                _names[ToNumber(value)] = new(name);
                _values[name] = value;
            }
        }

        public static int ToNumber(T value) => Unsafe.As<T, int>(ref value);

        public static T ToValue(int number) => Unsafe.As<int, T>(ref number);

        public override void Write(Sink sink, T value)
        {
            if (_names.TryGetValue(ToNumber(value), out var name))
                sink.TextOf(name.Utf8);
            else
                sink.Number(ToNumber(value));
        }

        public override T Read(JsonElement json) =>
            json.ValueKind == JsonValueKind.Number ? ToValue(Json.Small(json))
            : _values.TryGetValue(Json.String(json), out var value) ? value
            : throw new UnreadableException($"there is no {typeof(T)} {json}");
    }
}

/// <summary>A shape of two functions.</summary>
internal sealed class Simple<T>(Action<Sink, T> write, Func<JsonElement, T> read) : Shape<T>
{
    private readonly bool _mayBeNone;

    public override bool MayBeNone => _mayBeNone;

    public static Simple<T> OrNone(Action<Sink, T> write, Func<JsonElement, T> read) => new(write, read, true);

    private Simple(Action<Sink, T> write, Func<JsonElement, T> read, bool mayBeNone)
        : this(write, read) => _mayBeNone = mayBeNone;

    public override void Write(Sink sink, T value) => write(sink, value);

    public override T Read(JsonElement json) => read(json);
}
