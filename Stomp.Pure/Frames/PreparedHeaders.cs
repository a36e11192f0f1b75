namespace Stomp.Pure.Frames;

/// <summary>
/// Headers that many frames of one command repeat: checked once, and written once by the rules that held. Frames with them differ in their
/// bodies alone. Secrets and a content-length of the caller's are never among them.
/// </summary>
internal sealed class PreparedHeaders(Header[] entries, Command command, EncoderRules rules, byte[] lines)
{
    public Header[] Entries => entries;

    /// <summary>The command line and the header lines as they are written.</summary>
    public byte[] Lines => lines;

    /// <summary>Whether the lines are what these rules make of a frame with this command.</summary>
    public bool Fits(Command wanted, EncoderRules by) => command == wanted && ReferenceEquals(rules, by);
}
