using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Properties.Generators;

/// <summary>Frames that their dialect can express.</summary>
public static class Utterances
{
    private static readonly Gen<Dialect> Dialects = Gen.Frequency(
        (1, Gen.Constant(Dialect.Initial)),
        (2, Gen.Constant(Dialect.V10)),
        (3, Gen.Constant(Dialect.V11)),
        (5, Gen.Constant(Dialect.V12)));

    public static Gen<Utterance> All { get; } =
        from dialect in Dialects
        from side in Gen.Elements(Side.Client, Side.Server)
        from utterance in Of(dialect, side)
        select utterance;

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<Utterance> Arbitrary() => Arb.From(All, Shrink);

    /// <summary>A frame of one side in one dialect.</summary>
    public static Gen<Utterance> Of(Dialect dialect, Side side) =>
        from command in Commands(dialect, side)
        from wellKnown in Typical(command)
        from others in Entries
        from repeats in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
        from body in Dialect.MayHaveBody(command) ? Bodies.All : Gen.Constant(Payload.Empty)
        from counts in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Utterance(dialect, side, Build(dialect, command, [.. wellKnown, .. others], repeats, body, counts));

    /// <summary>Simpler frames of the same dialect and side.</summary>
    public static IEnumerable<Utterance> Shrink(Utterance utterance) =>
        Shrink(utterance.Frame).Select(frame => utterance with { Frame = frame }).Where(simpler => simpler.IsSayable);

    /// <summary>Simpler frames of the same command.</summary>
    public static IEnumerable<Frame> Shrink(Frame frame)
    {
        var entries = frame.Headers.ToArray();
        for (var i = 0; i < entries.Length; i++)
            yield return frame.WithHeaders(Headers.Of([.. entries[..i], .. entries[(i + 1)..]]));
        var uncounted = Headers.From(entries.Where(entry => !entry.Is(HeaderNames.ContentLength)));
        foreach (var body in Bodies.Shrink(frame.Body))
            yield return new(frame.Command, uncounted, body);
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Is(HeaderNames.ContentLength))
                continue;
            foreach (var name in Texts.Shrink(entries[i].Name))
                yield return frame.WithHeaders(Headers.Of([.. entries[..i], new(name, entries[i].Value), .. entries[(i + 1)..]]));
            foreach (var value in Texts.Shrink(entries[i].Value))
                yield return frame.WithHeaders(Headers.Of([.. entries[..i], new(entries[i].Name, value), .. entries[(i + 1)..]]));
        }
    }

    private static Gen<Header[]> Entries { get; } =
        from count in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 4)))
        from entries in Gen.Zip(Texts.Names, Texts.Values, (name, value) => new Header(name, value)).ArrayOf(count)
        select entries;

    private static Gen<Command> Commands(Dialect dialect, Side side)
    {
        var commands = side == Side.Client ? dialect.ClientCommands : dialect.ServerCommands;
        var withBody = commands.Where(Dialect.MayHaveBody);
        return withBody.IsEmpty
            ? Gen.Elements<Command>(commands.Span.ToArray())
            : Gen.Frequency((3, Gen.Elements<Command>(withBody.Span.ToArray())), (2, Gen.Elements<Command>(commands.Span.ToArray())));
    }

    private static Gen<Header[]> Typical(Command command) => command switch
    {
        Command.Connect or Command.Stomp => Gen.Elements<Header[]>(
            [], [new("accept-version", "1.1,1.2"), new("host", "/"), new("heart-beat", "0,10000"), new("passcode", @"a:b\c")]),
        Command.Connected => Gen.Elements<Header[]>([], [new("version", "1.2"), new("server", "ActiveMQ/5.18:x")]),
        Command.Send or Command.Message =>
            from destination in Gen.Elements(Realistic.Destinations)
            from type in Gen.Elements(Realistic.ContentTypes)
            select (Header[])[new("destination", destination), new("content-type", type)],
        _ => from id in Gen.Choose(0, 1000) select (Header[])[new("id", id.ToString(CultureInfo.InvariantCulture))],
    };

    private static Frame Build(Dialect dialect, Command command, List<Header> entries, int repeats, Payload body, bool counts)
    {
        entries.RemoveAll(entry => entry.Is(HeaderNames.ContentLength));
        for (var i = 0; i < repeats && entries.Count > 0; i++)
            entries.Insert((i * 7) % (entries.Count + 1), new(entries[i % entries.Count].Name, "again"));
        if (counts)
            entries.Insert(entries.Count / 2, new(HeaderNames.ContentLength, body.Length.ToString(CultureInfo.InvariantCulture)));
        return new(command, Headers.From(entries.Select(entry => Texts.Fit(entry, command, dialect))), body);
    }
}
