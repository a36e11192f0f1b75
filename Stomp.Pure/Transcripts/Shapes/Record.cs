using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The place of one part of a record among those that were read.</summary>
internal sealed class Slot<TValue>(int index, string name, bool mayBeAbsent, TValue absent)
{
    public TValue Of(Parts parts) =>
        parts.Values[index] is { } value ? (TValue)value
        : mayBeAbsent ? absent
        : throw new UnreadableException($"the part {name} is missing");
}

/// <summary>The parts of a record that were read; those that were absent are null.</summary>
internal readonly struct Parts(object?[] values)
{
    public object?[] Values => values;
}

/// <summary>Describes a record part by part.</summary>
internal sealed class RecordBuilder<T>
{
    private readonly List<RecordField<T>> _fields = [];

    /// <summary>One part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">What it is made of.</param>
    /// <param name="get">Takes it out of a record.</param>
    /// <param name="slot">Takes it out of what was read.</param>
    public RecordBuilder<T> Has<TValue>(string name, Shape<TValue> shape, Func<T, TValue> get, out Slot<TValue> slot) =>
        Has(name, shape, get, out slot, default!);

    /// <summary>One part that is left out when it has a certain value.</summary>
    public RecordBuilder<T> Has<TValue>(string name, Shape<TValue> shape, Func<T, TValue> get, out Slot<TValue> slot, TValue absent)
    {
        slot = new(_fields.Count, name, absent is not null || shape.MayBeNone, absent);
        _fields.Add(new RecordField<T, TValue>(new(name), shape, get, absent));
        return this;
    }

    public RecordShape<T> Makes(Func<Parts, T> make) => new([.. _fields], make);

    /// <summary>What is written and never read back.</summary>
    public RecordShape<T> IsOnlyWritten() => Makes(_ => throw new UnreadableException("effects are not read back"));
}

/// <summary>One part of a record.</summary>
internal abstract class RecordField<T>(FieldName name)
{
    public FieldName Name => name;

    public abstract void Write(Sink sink, T owner);

    public abstract object? Read(JsonElement json);
}

/// <summary>One part of a record, of a certain type.</summary>
internal sealed class RecordField<T, TValue>(FieldName name, Shape<TValue> shape, Func<T, TValue> get, TValue absent) : RecordField<T>(name)
{
    public override void Write(Sink sink, T owner)
    {
        var value = get(owner);
        if (EqualityComparer<TValue>.Default.Equals(value, absent))
            return;
        sink.Name(Name);
        shape.Write(sink, value);
    }

    public override object? Read(JsonElement json) => shape.Read(json);
}

/// <summary>A record: its parts in a fixed order.</summary>
internal sealed class RecordShape<T>(RecordField<T>[] fields, Func<Parts, T> make) : Shape<T>
{
    public override void Write(Sink sink, T value)
    {
        sink.BeginRecord();
        WriteParts(sink, value);
        sink.EndRecord();
    }

    public void WriteParts(Sink sink, T value)
    {
        foreach (var field in fields)
            field.Write(sink, value);
    }

    public override T Read(JsonElement json)
    {
        Json.Expect(json, JsonValueKind.Object);
        var values = new object?[fields.Length];
        var next = 0;
        foreach (var property in json.EnumerateObject())
        {
            var found = Find(property, next);
            if (found >= 0)
            {
                values[found] = fields[found].Read(property.Value);
                next = found + 1;
            }
            else if (!property.NameEquals(UnionNames.Type.Utf8))
            {
                throw new UnreadableException($"there is no part {property.Name} in a {typeof(T)}");
            }
        }

        return make(new(values));
    }

    /// <summary>The parts mostly stand in their order.</summary>
    private int Find(JsonProperty property, int next)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var at = next + i < fields.Length ? next + i : next + i - fields.Length;
            if (property.NameEquals(fields[at].Name.Utf8))
                return at;
        }

        return -1;
    }
}
