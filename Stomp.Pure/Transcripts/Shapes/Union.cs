using System.Collections.Generic;
using System.Text.Json;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The name under which a union says which of its cases it is.</summary>
internal static class UnionNames
{
    public static readonly FieldName Type = new("type");
}

/// <summary>Describes a sum type case by case; frequent ones first.</summary>
internal sealed class UnionBuilder<T>
    where T : class
{
    private readonly List<UnionCase<T>> _cases = [];

    public UnionBuilder<T> Case<TCase>(string name, RecordShape<TCase> shape)
        where TCase : class, T
    {
        _cases.Add(new UnionCase<T, TCase>(new(name), shape));
        return this;
    }

    public UnionShape<T> Whole() => new([.. _cases]);
}

/// <summary>One case of a sum type.</summary>
internal abstract class UnionCase<T>(FieldName name)
{
    public FieldName Name => name;

    public abstract bool TryWrite(Sink sink, T value);

    public abstract T Read(JsonElement json);
}

/// <summary>One case of a sum type, of a certain type.</summary>
internal sealed class UnionCase<T, TCase>(FieldName name, RecordShape<TCase> shape) : UnionCase<T>(name)
    where T : class
    where TCase : class, T
{
    public override bool TryWrite(Sink sink, T value)
    {
        if (value is not TCase it)
            return false;
        sink.BeginRecord();
        sink.Name(UnionNames.Type);
        sink.TextOf(Name.Utf8);
        shape.WriteParts(sink, it);
        sink.EndRecord();
        return true;
    }

    public override T Read(JsonElement json) => shape.Read(json);
}

/// <summary>A sum type: which case it is, then that case's parts.</summary>
internal sealed class UnionShape<T>(UnionCase<T>[] cases) : Shape<T>
    where T : class
{
    public override void Write(Sink sink, T value)
    {
        foreach (var one in cases)
        {
            if (one.TryWrite(sink, value))
                return;
        }

        throw new UnreadableException($"there is no shape for a {value.GetType()}");
    }

    public override T Read(JsonElement json)
    {
        Json.Expect(json, JsonValueKind.Object);
        if (!json.TryGetProperty(UnionNames.Type.Utf8, out var type))
            throw new UnreadableException($"a {typeof(T)} does not say its type");
        foreach (var one in cases)
        {
            if (type.ValueEquals(one.Name.Utf8))
                return one.Read(json);
        }

        throw new UnreadableException($"there is no {typeof(T)} of the type {type}");
    }
}
