using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

public sealed class DialectTests
{
    private const string Client10 = "CONNECT SEND SUBSCRIBE UNSUBSCRIBE BEGIN COMMIT ABORT ACK DISCONNECT";
    private const string Client11 = Client10 + " STOMP NACK";
    private const string Server = "CONNECTED MESSAGE RECEIPT ERROR";

    public static TheoryData<string, string, bool> LineEnds => new()
    {
        { "1.0", "\n", true },
        { "1.0", "\r\n", false },
        { "1.1", "\n", true },
        { "1.1", "\r\n", false },
        { "1.2", "\n", true },
        { "1.2", "\r\n", true },
        { "initial", "\n", true },
        { "initial", "\r\n", true },
    };

    public static TheoryData<string, string> NeverLineEnds
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var version in (string[])["1.0", "1.1", "1.2", "initial"])
            {
                foreach (var octets in (string[])["", "\r", "\n\n", "\n\r", "\r\r\n", "\r\n\n", "\r\n\r\n", "\0", " \n", "\n ", "\u0085", "\v", "\f"])
                    data.Add(version, octets);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LineEnds))]
    [Trait("Row", "M29")]
    [Trait("Spec", "C-1.0-02")]
    [Trait("Spec", "C-1.1-02")]
    [Trait("Spec", "C-1.2-02")]
    public void Knows_its_line_ends(string version, string octets, bool expected) =>
        Assert.Equal(expected, Tables.DialectOf(version).IsEol(Encoding.UTF8.GetBytes(octets)));

    [Theory]
    [MemberData(nameof(NeverLineEnds))]
    [Trait("Row", "M29")]
    [Trait("Spec", "C-1.0-03")]
    [Trait("Spec", "C-1.1-03")]
    [Trait("Spec", "C-1.2-03")]
    public void Takes_nothing_else_for_a_line_end(string version, string octets) =>
        Assert.False(Tables.DialectOf(version).IsEol(Encoding.UTF8.GetBytes(octets)));

    [Theory]
    [InlineData("initial", "CONNECT STOMP", "CONNECTED ERROR")]
    [InlineData("1.0", Client10, Server)]
    [InlineData("1.1", Client11, Server)]
    [InlineData("1.2", Client11, Server)]
    [Trait("Spec", "C-1.0-05")]
    [Trait("Spec", "C-1.1-05")]
    [Trait("Spec", "C-1.2-05")]
    [Trait("Spec", "C-1.0-17")]
    [Trait("Spec", "C-1.1-17")]
    public void Allows_exactly_its_commands(string version, string client, string server)
    {
        foreach (var text in $"{Client11} {Server}".Split(' '))
        {
            var command = CommandText.Parse(text)!.Value;
            Assert.Equal(client.Split(' ').Contains(text), Tables.DialectOf(version).Allows(command, Side.Client));
            Assert.Equal(server.Split(' ').Contains(text), Tables.DialectOf(version).Allows(command, Side.Server));
            Assert.Equal(text, command.ToText());
        }
    }

    [Theory]
    [InlineData("initial", false, AckForm.MessageId)]
    [InlineData("1.0", false, AckForm.MessageId)]
    [InlineData("1.1", true, AckForm.MessageIdAndSubscription)]
    [InlineData("1.2", true, AckForm.AckId)]
    [Trait("Row", "M29")]
    public void Versions_from_11_on_have_heart_beats_NACK_ids_and_acks_that_cover_others(string version, bool has, AckForm form)
    {
        var dialect = Tables.DialectOf(version);
        Assert.Equal(version, dialect.ToString());
        Assert.All(
            (bool[])[dialect.HasHeartbeats, dialect.HasNack, dialect.HasClientIndividual, dialect.HasCumulativeAck, dialect.RequiresSubscription, dialect.RequiresSubscriptionId],
            flag => Assert.Equal(has, flag));
        Assert.Equal(form, dialect.AckForm);
        Assert.Equal(version == "1.0", dialect.HasBodiesEverywhere);
        Assert.Equal(version == "1.0", dialect.TrimsValues);
        Assert.Equal(version is "1.2" or "initial", dialect.CrLf);
        if (dialect.Version is { } known)
            Assert.Same(dialect, Dialect.Of(known));
    }

    [Theory]
    [InlineData("send")]
    [InlineData("Send")]
    [InlineData(" SEND")]
    [InlineData("SEND ")]
    [InlineData("SEN")]
    [InlineData("")]
    [InlineData(null)]
    [Trait("Spec", "C-1.1-06")]
    public void Commands_are_read_exactly(string? text) => Assert.Null(CommandText.Parse(text));
}
