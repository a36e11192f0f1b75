using System.Globalization;
using System.Linq;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Generators;

/// <summary>A frame that one side can say in one dialect.</summary>
public sealed record Utterance(Dialect Dialect, Side From, Frame Frame)
{
    public EncoderRules EncoderRules => new() { Dialect = Dialect, From = From };

    public DecoderRules DecoderRules => new() { Dialect = Dialect, From = From };

    /// <summary>Whether the dialect can say it at all; at 1.0 outer blanks get lost, so they cannot be said.</summary>
    public bool IsSayable =>
        FrameEncoder.Check(Frame, EncoderRules) is null
        && (!Dialect.TrimsValues || Frame.Headers.ToArray().All(header => header.Value.Trim(' ') == header.Value));

    /// <summary>The frame as the other side gets it: with the content-length that the encoder adds.</summary>
    public Frame Received => Frame.Body.IsEmpty || Frame.Headers.Contains(HeaderNames.ContentLength)
        ? Frame
        : Frame.WithHeaders(Frame.Headers.Add(HeaderNames.ContentLength, Frame.Body.Length.ToString(CultureInfo.InvariantCulture)));

    public override string ToString() => $"{From} in {Dialect}: {Frame}";
}
