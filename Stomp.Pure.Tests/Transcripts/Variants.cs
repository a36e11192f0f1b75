using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Tests.House;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Transcripts;

/// <summary>
/// Makes a value of any type of the core, found by reflection, and others that differ from it in one place each, however deep: whatever has a field has
/// a variant for it.
/// </summary>
internal static class Variants
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The cases of a sum type; of any other type the type itself.</summary>
    public static IEnumerable<Type> CasesOf(Type type) =>
        type.IsAbstract ? CoreTypes.All.Where(other => other.BaseType == type).SelectMany(CasesOf) : [type];

    /// <summary>A value of a type.</summary>
    public static object Sample(Type type) => Of(type)[0].Value;

    /// <summary>A value first, then others that differ from it in the place that is named.</summary>
    public static List<(string Place, object Value)> Of(Type type)
    {
        if (Leaf(type) is { } leaf)
            return [("", leaf.One), ("", leaf.Other)];
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner);
        if (type.IsGenericType && ListOf(type) is { } list)
            return list;
        if (type == typeof(OrderDetails))
            return Details(type);
        if (type == typeof(Receipts))
            return OfReceipts();
        if (type.IsAbstract)
            return [.. CasesOf(type).SelectMany((one, i) => Of(one).Select(variant => ($"({one.Name}){variant.Place}", variant.Value)))];
        return OfRecord(type);
    }

    private static List<(string Place, object Value)> OfRecord(Type type)
    {
        if (!CoreTypes.IsRecord(type))
            throw new NotSupportedException($"{type} is no record: say here how to make one");
        var fields = FieldsOf(type).ToList();
        var sample = RuntimeHelpers.GetUninitializedObject(type);
        var all = new List<(string, object)> { ("", sample) };
        foreach (var field in fields)
            field.SetValue(sample, Sample(field.FieldType));
        foreach (var field in fields)
        {
            foreach (var (place, value) in (field.FieldType == typeof(OrderDetails) ? Details(type) : Of(field.FieldType)).Skip(1))
            {
                var other = RuntimeHelpers.GetUninitializedObject(type);
                foreach (var each in fields)
                    each.SetValue(other, each.GetValue(sample));
                field.SetValue(other, value);
                all.Add(($".{NameOf(field)}{place}", other));
            }
        }

        return all;
    }

    /// <summary>What an order says beside its subject; a transaction stands there for SEND and ACK, the treatment of content-length for SEND alone.</summary>
    private static List<(string Place, object Value)> Details(Type of)
    {
        var sample = new OrderDetails { Receipt = ReceiptWish.Counted };
        var all = new List<(string, object)>
        {
            ("", sample),
            (".Receipt.Wanted", sample.With(ReceiptWish.None)),
            (".Receipt.Id", sample.With(ReceiptWish.Named("mine"))),
            (".Headers", sample.With(Headers.Of([new("name", "value")]))),
        };
        if (of == typeof(SessionEvent.Send) || of == typeof(SessionEvent.Settle))
            all.Add((".Transaction", sample.WithTransaction("t")));
        if (of == typeof(SessionEvent.Send))
            all.Add((".ContentLength", sample.With(ContentLengthMode.AsGiven)));
        return all;
    }

    /// <summary>Receipts check what they are told: one whose frame was written, and one whose frame was not, each with all that may be said of it.</summary>
    private static List<(string Place, object Value)> OfReceipts()
    {
        var pending = Of(typeof(PendingReceipt)).ConvertAll(variant => (variant.Place, Value: (PendingReceipt)variant.Value));
        var (sample, at) = (pending[0].Value, (Instant)Sample(typeof(Instant)));
        var later = sample with { Transmission = 20 };
        var all = new List<(string, object)> { ("", Make(1, sample, at, 2, later, 9)) };
        all.AddRange(pending.Skip(1).Select(variant => ($"[written]{variant.Place}", (object)Make(1, variant.Value with { Transmission = 10 - variant.Value.Transmission }, at, 2, later, 9))));
        all.AddRange(pending.Skip(1).Select(variant => ($"[handed]{variant.Place}", (object)Make(1, sample, at, 2, variant.Value with { Transmission = variant.Value.Transmission + 20 }, 9))));
        all.AddRange(Of(typeof(Instant)).Skip(1).Select(variant => ($"[written].WrittenAt{variant.Place}", (object)Make(1, sample, (Instant)variant.Value, 2, later, 9))));
        all.Add(("[written] number", Make(2, sample, at, 3, later, 9)));
        all.Add(("[handed] number", Make(1, sample, at, 3, later, 9)));
        all.Add(("[none written]", Make(1, sample with { Transmission = 19 }, null, 2, later, 9)));
        all.Add((".Last", Make(1, sample, at, 2, later, 8)));
        return all;

        static Receipts Make(long first, PendingReceipt one, Instant? at, long second, PendingReceipt other, long last)
        {
            var receipts = new Receipts();
            receipts.Add(first, one);
            if (at is { } written)
                receipts.Write(one.Transmission, written);
            receipts.Add(second, other);
            receipts.Last = last;
            return receipts;
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType) ? FieldsOf(above).Concat(type.GetFields(Fields)) : type.GetFields(Fields);

    private static string NameOf(FieldInfo field) => field.Name.Split('<', '>') is [_, var name, ..] ? name : field.Name;

    private static (object One, object Other)? Leaf(Type type)
    {
        var copied = 0L;
        return type switch
        {
            _ when type == typeof(bool) => (true, false),
            _ when type == typeof(int) => (3, 4),
            _ when type == typeof(long) => (5L, 6L),
            _ when type == typeof(ulong) => (7UL, ulong.MaxValue),
            _ when type == typeof(string) => ("text", "other"),
            _ when type == typeof(TimeSpan) => (TimeSpan.FromTicks(8), TimeSpan.FromTicks(9)),
            _ when type == typeof(Payload) => (Payload.FromText("octets"), Payload.FromText("others")),
            _ when type == typeof(Headers) => (Headers.Of([new("name", "value")]), Headers.Of([new("name", "value"), Header.Hidden("passcode", new(1))])),
            _ when type == typeof(AckToken) => (AckToken.Of("token"), AckToken.Of("other")),
            _ when type == typeof(Dialect) => (Dialect.V12, Dialect.V11),
            _ when type == typeof(Frame) => (new Frame(Command.Send, default), new Frame(Command.Send, default, Payload.FromText("body"))),
            _ when type == typeof(Accumulator) => (default(Accumulator).Append("a"u8, ref copied), default(Accumulator).Append("b"u8, ref copied)),
            _ when type == typeof(Gathered) => (default(Gathered).Append("a"u8, ref copied), default(Gathered).Append("b"u8, ref copied)),
            _ when type.IsEnum => (Enum.GetValues(type).GetValue(0)!, Enum.GetValues(type).GetValue(1)!),
            _ => null,
        };
    }

    private static List<(string Place, object Value)>? ListOf(Type type)
    {
        var kind = type.GetGenericTypeDefinition();
        var maker = kind == typeof(ValueList<>) ? nameof(MakeList) : kind == typeof(Window<>) ? nameof(MakeWindow) : kind == typeof(Effects<>) ? nameof(MakeEffects) : null;
        if (maker is null)
            return null;
        var make = typeof(Variants).GetMethod(maker, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type.GenericTypeArguments);
        var items = Of(type.GenericTypeArguments[0]);
        var all = items.Select(item => ($"[]{item.Place}", make.Invoke(null, [new[] { item.Value }, 1L])!)).ToList();
        all.Add(("[2]", make.Invoke(null, [new[] { items[0].Value, items[0].Value }, 1L])!));
        if (kind == typeof(Window<>))
            all.Add(("[key]", make.Invoke(null, [new[] { items[0].Value }, 2L])!));
        return all;
    }

    private static ValueList<T> MakeList<T>(object[] items, long first)
    {
        _ = first;
        return ValueList.From(items.Cast<T>());
    }

    private static Window<T> MakeWindow<T>(object[] items, long first) => items.Aggregate(Window<T>.Empty, (window, item) => window.Add(first++, (T)item));

    private static Effects<T> MakeEffects<T>(object[] items, long first)
        where T : class
    {
        _ = first;
        var list = default(EffectList<T>);
        foreach (var item in items)
            list.Add((T)item);
        return list.ToEffects();
    }
}
