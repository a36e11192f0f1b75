using System.Text.Json;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>Reads JSON that may be something else than what was written.</summary>
internal static class Json
{
    public static void Expect(JsonElement json, JsonValueKind kind)
    {
        if (json.ValueKind != kind)
            throw new UnreadableException($"there is a {json.ValueKind} where a {kind} belongs");
    }

    public static long Number(JsonElement json)
    {
        Expect(json, JsonValueKind.Number);
        return json.TryGetInt64(out var number) ? number : throw new UnreadableException($"{json} is not a whole number of 64 bits");
    }

    public static int Small(JsonElement json)
    {
        Expect(json, JsonValueKind.Number);
        return json.TryGetInt32(out var number) ? number : throw new UnreadableException($"{json} is not a whole number of 32 bits");
    }

    public static bool Flag(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new UnreadableException($"there is a {json.ValueKind} where true or false belongs"),
    };

    public static string String(JsonElement json)
    {
        Expect(json, JsonValueKind.String);
        return json.GetString()!;
    }

    public static JsonElement Part(JsonElement json, FieldName name)
    {
        Expect(json, JsonValueKind.Object);
        return json.TryGetProperty(name.Utf8, out var part) ? part : throw new UnreadableException($"the part {name.Text} is missing");
    }
}
