using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Cli.Imports;

/// <summary>What the two sides agreed upon: it is looked for before anything is read, because a side may go on before the other has answered.</summary>
/// <param name="Version">The version.</param>
/// <param name="Broker">What is known of the broker.</param>
/// <param name="IsKnown">Whether CONNECTED was seen; else both are assumed.</param>
internal sealed record Agreement(StompVersion Version, BrokerProfile Broker, bool IsKnown)
{
    /// <summary>The agreement of a conversation.</summary>
    public static Agreement Of(Conversation conversation)
    {
        var reader = new SideReader(Rules(Dialect.Initial, Side.Server), _ => null);
        foreach (var wrote in conversation.Passages.OfType<Passage.Wrote>().Where(wrote => wrote.From == Side.Server))
        {
            foreach (var utterance in reader.Read(wrote.Octets.Span))
            {
                if (utterance is Utterance.Framed { Frame.Command: Command.Connected } connected)
                    return Of(connected.Frame);
                if (utterance is not Utterance.Beats)
                    return new(StompVersion.V12, BrokerProfile.Standard, false);
            }
        }

        return new(StompVersion.V12, BrokerProfile.Standard, false);
    }

    /// <summary>How a side is read: by the rules for opening a session, then by those of the version.</summary>
    /// <param name="from">Which side.</param>
    /// <param name="isWhole">Whether its beginning was captured.</param>
    public SideReader Reader(Side from, bool isWhole)
    {
        var later = Later(from);
        return new(isWhole ? Rules(Dialect.Initial, from) : later, _ => later);
    }

    /// <summary>How a broker is read whose agreement comes with what it writes.</summary>
    public static SideReader ReaderOfBroker() => new(
        Rules(Dialect.Initial, Side.Server), frame => frame.Command == Command.Connected ? Of(frame).Later(Side.Server) : null);

    private DecoderRules Later(Side from) =>
        Rules(Dialect.Of(Version), from) with { Leniency = Version == StompVersion.V10 ? Broker.LeniencyOf10 : Broker.Leniency };

    private static Agreement Of(Frame connected) => new(
        StompVersionText.Parse(connected.Headers["version"]) ?? StompVersion.V10,
        BrokerProfile.Of(connected.Headers["server"], connected.Headers["session"]),
        true);

    // Nobody is to be protected here: what was captured is in memory already.
    private static DecoderRules Rules(Dialect dialect, Side from) => new()
    {
        Dialect = dialect,
        From = from,
        Limits = new() { MaxLine = int.MaxValue / 2, MaxHeaderSection = int.MaxValue / 2, MaxHeaders = int.MaxValue / 2, MaxBody = int.MaxValue / 2 },
    };
}
