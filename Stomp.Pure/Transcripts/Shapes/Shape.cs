using System.Text.Json;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>
/// What a type is made of, described once: from it come canonical JSON, reading that back, and what digests are made of. Parts that have the value
/// which their absence means are left out everywhere, so a part that is new in a later version changes nothing where it is not used.
/// </summary>
internal abstract class Shape<T>
{
    /// <summary>Whether null is a value, which is then left out.</summary>
    public virtual bool MayBeNone => false;

    public abstract void Write(Sink sink, T value);

    /// <summary>Reads what was written as JSON.</summary>
    /// <exception cref="UnreadableException">It is something else.</exception>
    public abstract T Read(JsonElement json);
}
