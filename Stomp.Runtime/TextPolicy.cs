namespace Stomp.Runtime;

/// <summary>What happens to text that its charset cannot carry, and to octets that are no text in it (M16).</summary>
public enum TextPolicy
{
    /// <summary>They are replaced: by U+FFFD in what is read, by the charset's own replacement, often a question mark, in what is sent.</summary>
    Replace,

    /// <summary>They are an error: nothing is lost without a word.</summary>
    Strict,
}
