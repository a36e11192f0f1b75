using System;
using System.Globalization;
using System.Linq;
using Bogus;

namespace Stomp.Properties.Generators;

/// <summary>Names, destinations and texts as they are met in the field. Made once, from a fixed seed: generators choose among them.</summary>
public static class Realistic
{
    private const int Size = 200;

    private static readonly Faker English = new("en") { Random = new Randomizer(17) };
    private static readonly Faker German = new("de") { Random = new Randomizer(18) };
    private static readonly Faker Japanese = new("ja") { Random = new Randomizer(19) };

    public static string[] Destinations { get; } = Make(
        () => $"/queue/{Word()}.{Word()}",
        () => $"/topic/{Word()}.*.{Word()}",
        () => $"/exchange/{Word()}/{Word()}",
        () => $"/temp-queue/{English.Random.Guid()}",
        () => $"{Word()}.{Word()}?consumer.prefetchSize={Number(100)}");

    public static string[] HeaderNames { get; } = Make(
        () => $"x-{Word()}-{Word()}",
        () => Word(),
        () => $"JMS_{Word()}",
        () => $"{Word()}:{Word()}",
        () => German.Name.LastName(),
        () => "correlation-id",
        () => "priority");

    public static string[] ContentTypes { get; } = Make(
        () => English.System.MimeType(),
        () => "text/plain;charset=utf-8",
        () => "application/json");

    public static string[] Values { get; } = Make(
        () => English.Internet.UrlWithPath(),
        () => @"C:\" + string.Join('\\', English.Lorem.Words()),
        () => English.Internet.Email(),
        () => German.Address.City() + ", " + German.Address.StreetName(),
        () => Japanese.Name.FullName(),
        () => English.Hacker.Phrase(),
        () => English.Lorem.Sentence() + "\n" + English.Lorem.Sentence(),
        () => Number(1_000_000),
        () => $"ID:{Word()}-{Number(65_535)}-1:{Number(99)}:{Number(9)}");

    public static string[] Bodies { get; } = Make(
        () => $$"""{"name":"{{German.Name.FullName()}}","amount":{{Number(10_000)}}}""",
        () => English.Lorem.Paragraphs(),
        () => Japanese.Lorem.Paragraph(),
        () => English.Lorem.Sentence() + "\r\n");

    private static string Word() => English.Hacker.Noun().Replace(' ', '-');

    private static string Number(int most) => English.Random.Number(most).ToString(CultureInfo.InvariantCulture);

    private static string[] Make(params Func<string>[] makers) =>
        [.. Enumerable.Range(0, Size).Select(number => makers[number % makers.Length]())];
}
