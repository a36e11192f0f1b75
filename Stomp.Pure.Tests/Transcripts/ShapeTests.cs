using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Connections;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Shapes;
using Xunit;

namespace Stomp.Pure.Tests.Transcripts;

/// <summary>Every field of everything that a machine is made of stands in its canonical form: in the JSON and in the digest.</summary>
[Trait("Row", "M48")]
public sealed class ShapeTests
{
    public static TheoryData<string> Written => ["config", "state", "event", "effect", "pool config", "pool state", "pool event", "pool effect"];

    public static TheoryData<string> ReadBack => ["config", "state", "event", "pool config", "pool state", "pool event"];

    [Theory]
    [MemberData(nameof(Written))]
    public void Every_field_is_written(string what)
    {
        foreach (var (type, one) in Checks(what))
        {
            var variants = Of(type);
            var sample = one(variants[0].Value);
            var missing = variants.Skip(1)
                .Where(variant => one(variant.Value) is var other && (other.Json == sample.Json || other.Digest == sample.Digest))
                .Select(variant => $"\n  {type.Name}{variant.Place}")
                .ToList();
            Assert.True(missing.Count == 0, $"The shape does not have these:{string.Concat(missing)}");
            if (type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Any(field => field.FieldType != typeof(Pure.Values.Instant)))
                Assert.True(variants.Count > 1, $"{type.Name} has no variants");
        }
    }

    [Theory]
    [MemberData(nameof(ReadBack))]
    public void Every_field_is_read_back(string what)
    {
        foreach (var (type, one) in Checks(what))
        {
            var lost = Of(type).Where(variant => one(variant.Value) is { IsSame: false }).Select(variant => $"\n  {type.Name}{variant.Place}").ToList();
            Assert.True(lost.Count == 0, $"These do not come back:{string.Concat(lost)}");
        }
    }

    [Fact]
    public void What_has_the_value_that_its_absence_means_is_left_out()
    {
        var config = new ConnectionConfig();
        Assert.DoesNotContain("randomize", Json(ConnectionShapes.Config, config), StringComparison.Ordinal);
        Assert.Contains("\"maxQueued\":1000", Json(ConnectionShapes.Config, config), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("ü → 😀 \u0000 \"\\ </script>")]
    [InlineData("half a pair \ud83d")]
    [InlineData("\udc00 the other half")]
    public void Every_text_comes_back(string text)
    {
        var json = Json(Basic.Text, text);
        Assert.True(Ascii.IsValid(json));
        using var document = JsonDocument.Parse(json);
        Assert.Equal(text, Basic.Text.Read(document.RootElement));
    }

    [Fact]
    public void Ill_formed_texts_have_digests_of_their_own() =>
        Assert.Equal(4, new[] { "\ud83d", "\ud83e", "\ufffd", "?" }.Select(text => DigestOf(Basic.Text, text)).Distinct().Count());

    [Theory]
    [InlineData("\"lastReceipt\":9", "\"lastReceipt\":1", "not as many as it says")]
    [InlineData("\"givenReceipts\":2", "\"givenReceipts\":3", "not as many as it says")]
    [InlineData("\"transmission\":20", "\"transmission\":5", "not in the order of their transmissions")]
    [InlineData("\"written\":5", "\"written\":20", "not written as far as the session is")]
    [InlineData("\"written\":5", "\"written\":4", "not written as far as the session is")]
    public void Receipts_that_contradict_each_other_are_not_read(string part, string other, string complaint)
    {
        var json = Json(ConnectionStateShapes.State, (ConnectionState)Variants.Sample(typeof(ConnectionState.Connected)));
        Assert.Contains(part, json, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Replace(part, other, StringComparison.Ordinal));

        var exception = Assert.Throws<UnreadableException>(() => ConnectionStateShapes.State.Read(document.RootElement));

        Assert.Contains(complaint, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The instant of an event stands in its line; that of an order is the order's own.</summary>
    private static List<(string Place, object Value)> Of(Type type)
    {
        var variants = Variants.Of(type).Where(variant => !variant.Place.StartsWith(".At", StringComparison.Ordinal)
            && !(type == typeof(ConnectionEvent.Ordered) && variant.Place.EndsWith(").At.Ticks", StringComparison.Ordinal))).ToList();
        foreach (var (_, value) in variants)
            WithoutInstant(value);
        return variants;
    }

    private static object WithoutInstant(object value)
    {
        value.GetType().GetProperty("At")?.SetValue(value, default(Pure.Values.Instant));
        return value;
    }

    private sealed record Look(string Json, Digest Digest, bool IsSame);

    private static IEnumerable<(Type Type, Func<object, Look> Look)> Checks(string what) => what switch
    {
        "config" => Checks(ConnectionShapes.Config, true),
        "state" => Checks(ConnectionStateShapes.State, true),
        "event" => Checks(ConnectionShapes.Event, true),
        "effect" => Checks(ConnectionShapes.Effect, false),
        "pool config" => Checks(PoolShapes.Config, true),
        "pool state" => Checks(PoolShapes.State, true),
        "pool event" => Checks(PoolShapes.Event, true),
        "pool effect" => Checks(PoolShapes.Effect, false),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static IEnumerable<(Type Type, Func<object, Look> Look)> Checks<T>(Shape<T> shape, bool isRead)
    {
        foreach (var type in Variants.CasesOf(typeof(T)))
            yield return (type, value => LookAt(shape, (T)value, isRead));
    }

    private static Look LookAt<T>(Shape<T> shape, T value, bool isRead)
    {
        var json = Json(shape, value);
        if (!isRead)
            return new(json, DigestOf(shape, value), true);
        using var document = JsonDocument.Parse(json);
        return new(json, DigestOf(shape, value), Equals(value, WithoutInstant(shape.Read(document.RootElement)!)));
    }

    private static string Json<T>(Shape<T> shape, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            shape.Write(new JsonSink(json), value);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static Digest DigestOf<T>(Shape<T> shape, T value)
    {
        var tokens = new TokenSink();
        shape.Write(tokens, value);
        return tokens.ToDigest();
    }
}
