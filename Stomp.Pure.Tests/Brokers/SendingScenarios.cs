using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class SendingScenarios
{
    [Theory]
    [InlineData("1.0", "", "auto", "message-id:m1; destination:/q")]
    [InlineData("1.0", "5", "auto", "subscription:5; message-id:m1; destination:/q")]
    [InlineData("1.0", "5", "client", "subscription:5; message-id:m1; destination:/q")]
    [InlineData("1.1", "5", "auto", "subscription:5; message-id:m1; destination:/q")]
    [InlineData("1.1", "5", "client", "subscription:5; message-id:m1; destination:/q")]
    [InlineData("1.1", "5", "client-individual", "subscription:5; message-id:m1; destination:/q")]
    [InlineData("1.2", "5", "auto", "subscription:5; message-id:m1; destination:/q")]
    [InlineData("1.2", "5", "client", "subscription:5; message-id:m1; destination:/q; ack:1-2")]
    [InlineData("1.2", "5", "client-individual", "subscription:5; message-id:m1; destination:/q; ack:1-2")]
    [Trait("Spec", "SV-1.0-37")]
    [Trait("Spec", "SV-1.1-37")]
    [Trait("Spec", "SV-1.2-37")]
    [Trait("Spec", "SV-1.2-38")]
    [Trait("Spec", "SV-1.2-39")]
    public void B09_send_becomes_message(string version, string id, string ack, string headers)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", id, ack);
        bench.Connect("1.2").Sends("/q", "x", "foo:1", "content-type:text/plain");
        bench.Expect($"A MESSAGE{{{headers}; foo:1; content-type:text/plain}}\"x\"");
        Assert.Equal("1", a.Messages.Single().Headers["content-length"]);
    }

    [Fact]
    [Trait("Spec", "SV-1.2-38")]
    [Trait("Spec", "SV-1.2-48")]
    public void B09_two_subscriptions_of_a_topic()
    {
        var bench = new Bench();
        bench.Connect("1.2").Subscribes("/topic/t", "5", "client").Subscribes("/topic/t", "6", "client");
        bench.Connect("1.2").Sends("/topic/t", "x");
        bench.Expect(
            "A MESSAGE{subscription:5; message-id:m1; destination:/topic/t; ack:1-3}\"x\"",
            "A MESSAGE{subscription:6; message-id:m1; destination:/topic/t; ack:2-4}\"x\"");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-48")]
    [Trait("Spec", "SV-1.1-48")]
    [Trait("Spec", "SV-1.2-48")]
    public void B09_two_subscriptions_of_a_queue_take_turns(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/queue/q", "5", "auto").Subscribes("/queue/q", "6", "auto");
        var b = bench.Connect(version).Subscribes("/queue/q", "5", "auto");
        for (var i = 0; i < 6; i++)
            a.Sends("/queue/q", "x");
        Assert.Equal(["5", "6", "5", "6"], a.Messages.Select(message => message.Headers["subscription"]));
        Assert.Equal(["m3", "m6"], b.Messages.Select(message => message.Headers["message-id"]));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-15")]
    [Trait("Spec", "SV-1.1-15")]
    [Trait("Spec", "SV-1.2-15")]
    [Trait("Spec", "SV-1.0-35")]
    [Trait("Spec", "SV-1.1-35")]
    [Trait("Spec", "SV-1.2-35")]
    [Trait("Spec", "SV-1.0-36")]
    [Trait("Spec", "SV-1.1-36")]
    [Trait("Spec", "SV-1.2-36")]
    public void B10_send_that_fails(string version)
    {
        var bench = new Bench();
        var b = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        bench.Connect(version).Says(Client.Make("SEND", "x", "receipt:r", "Destination:/q"), Client.Make("SEND", "x", "destination:/q"));
        bench.Expect(
            "B ERROR{receipt-id:r; content-type:text/plain; message:required header missing}\"SEND needs the header destination.\"",
            "B half-close");
        bench.Connect(version).Sends("/q", "x", "transaction:t", "receipt:r");
        bench.Expect(
            "C ERROR{receipt-id:r; content-type:text/plain; message:unknown transaction}\"SEND names a transaction \"t\" that is not open.\"",
            "C half-close");
        bench.Connect(version).Says("SEND", "destination:");
        bench.Expect(
            "D ERROR{content-type:text/plain; message:required header missing}\"SEND needs the header destination.\"",
            "D half-close");
        Assert.Empty(b.Messages);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-16")]
    [Trait("Spec", "SV-1.1-16")]
    [Trait("Spec", "SV-1.2-16")]
    [Trait("Spec", "SV-1.1-47")]
    [Trait("Spec", "SV-1.2-47")]
    public void B11_headers_pass_through(string version)
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Subscribes("/q", "5", "client");
        var b = bench.Connect(version).Says("BEGIN", "transaction:t");
        b.Sends(
            "/q", "x", "foo:1", "destination:/other", "foo:2", "x y:a:b", "subscription:evil", "ack:evil", "message-id:evil", "redelivered:evil",
            "receipt:r", "transaction:t", "content-length:1", "bar:");
        bench.Expect("B RECEIPT{receipt-id:r}");
        b.Says("COMMIT", "transaction:t");
        bench.Expect("A MESSAGE{subscription:5; message-id:m1; destination:/q; ack:1-2; foo:1; foo:2; x y:a:b; bar:}\"x\"");
        Assert.Equal(["1"], a.Messages.Single().Headers.ToArray().Where(header => header.Is("content-length")).Select(header => header.Value));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-17")]
    [Trait("Spec", "SV-1.1-17")]
    [Trait("Spec", "SV-1.2-17")]
    public void B11_every_octet_passes_through(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "5", "auto");
        var octets = Enumerable.Range(0, 512).Select(i => (byte)i).ToArray();
        bench.Connect(version).Says(Client.Make("SEND", "", "destination:/q").WithBody(Payload.Copy(octets)));
        Assert.Equal(octets, a.Messages.Single().Body.ToArray());
        Assert.Equal("512", a.Messages.Single().Headers["content-length"]);
    }

    [Fact]
    [Trait("Spec", "SV-1.0-49")]
    [Trait("Spec", "SV-1.1-49")]
    [Trait("Spec", "SV-1.2-49")]
    public void B12_versions_meet()
    {
        var bench = new Bench();
        foreach (var version in (string[])["1.2", "1.1", "1.0"])
            bench.Connect(version).Subscribes("/topic/t", "1", "auto");
        var d = bench.Connect("1.2").Sends("/topic/t", "x", "a:\r\n:", "b:\\n");
        const string Start = "subscription:1; message-id:m1; destination:/topic/t";
        bench.Expect(
            $"A MESSAGE{{{Start}; a:\r\n:; b:\\n}}\"x\"",
            $"B MESSAGE{{{Start}; a:\r\n:; b:\\n}}\"x\"",
            "C note HeaderDropped: Message m1: header \"a\" cannot be written at 1.0.",
            $"C MESSAGE{{{Start}; b:\\n}}\"x\"");
        d.Says(new Frame(Command.Send, [new("destination", "/topic/t"), new("x:y", "1"), new("z", "2")]));
        Assert.Equal(
            [
                "C note HeaderDropped: Message m2: header \"x:y\" cannot be written at 1.0.",
                "C MESSAGE{subscription:1; message-id:m2; destination:/topic/t; z:2}",
            ],
            bench.Take()[2..]);
    }

    [Fact]
    [Trait("Spec", "SV-1.2-49")]
    public void B12_a_backslash_of_1_0_stays_what_it_is()
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        bench.Connect("1.0").Sends("/q", "x", "v:a\\nb");
        bench.Expect("A MESSAGE{subscription:1; message-id:m1; destination:/q; v:a\\nb}\"x\"");
        // As the wire has it: the backslash is escaped, so that the same four characters come out.
        Assert.True(a.Messages.Single().Headers.TryGetOctets("v"u8, out var wire));
        Assert.Equal("a\\\\nb"u8.ToArray(), wire.ToArray());
    }

    [Fact]
    [Trait("Spec", "SV-1.0-51")]
    [Trait("Spec", "SV-1.1-51")]
    [Trait("Spec", "SV-1.2-51")]
    public void Message_ids_are_distinct()
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto").Subscribes("/topic/t", "2", "auto");
        for (var i = 0; i < 500; i++)
            a.Sends("/q", "x").Sends("/topic/t", "x");
        Assert.Equal(1000, a.Messages.Select(message => message.Headers["message-id"]).Distinct().Count());
    }

    [Fact]
    public void What_nobody_waits_for_waits_in_a_queue_and_is_gone_from_a_topic()
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Sends("/q", "1").Sends("/topic/t", "2").Sends("/q", "3");
        a.Subscribes("/topic/t", "1", "auto").Subscribes("/q", "2", "auto");
        bench.Expect(
            "A MESSAGE{subscription:2; message-id:m1; destination:/q}\"1\"",
            "A MESSAGE{subscription:2; message-id:m3; destination:/q}\"3\"");
    }
}
