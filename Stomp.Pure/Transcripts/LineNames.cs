using Stomp.Pure.Transcripts.Shapes;

namespace Stomp.Pure.Transcripts;

/// <summary>The names of what stands in the lines of a transcript.</summary>
internal static class LineNames
{
    public static readonly FieldName Transcript = new("transcript");
    public static readonly FieldName Session = new("s");
    public static readonly FieldName Machine = new("machine");
    public static readonly FieldName Library = new("library");
    public static readonly FieldName Seed = new("seed");
    public static readonly FieldName Started = new("started");
    public static readonly FieldName Config = new("config");
    public static readonly FieldName State = new("state");
    public static readonly FieldName Number = new("n");
    public static readonly FieldName At = new("at");
    public static readonly FieldName Event = new("event");
    public static readonly FieldName Effects = new("effects");
    public static readonly FieldName EffectsDigest = new("fx");
    public static readonly FieldName Gap = new("gap");
    public static readonly FieldName Lost = new("lost");
    public static readonly FieldName Next = new("next");
    public static readonly FieldName End = new("end");
}
