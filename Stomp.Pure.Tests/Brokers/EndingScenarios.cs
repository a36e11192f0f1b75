using System.Linq;
using System.Text;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class EndingScenarios
{
    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-40")]
    [Trait("Spec", "SV-1.1-40")]
    [Trait("Spec", "SV-1.2-40")]
    [Trait("Spec", "SV-1.1-42")]
    [Trait("Spec", "SV-1.2-42")]
    public void B24_disconnect(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Says("DISCONNECT", "receipt:9");
        bench.Expect("A RECEIPT{receipt-id:9}", "A half-close");
        bench.Reach(999);
        a.Closes();
        bench.Expect("A close");
        bench.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-42")]
    [Trait("Spec", "SV-1.2-42")]
    [Trait("Spec", "SV-1.0-41")]
    [Trait("Spec", "SV-1.1-41")]
    [Trait("Spec", "SV-1.2-41")]
    public void B24_disconnect_and_no_close(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Says(Client.Make("DISCONNECT", ""), Client.Make("SEND", "x", "destination:/q"));
        bench.Expect("A half-close");
        a.Sends("/q", "x").Octets("nonsense\0\0\0"u8.ToArray());
        bench.Reach(999);
        bench.Expect();
        bench.Reach(1000);
        bench.Expect("A close");
        bench.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.2-34")]
    public void B24_an_end_without_disconnect(string version)
    {
        var bench = new Bench();
        var b = bench.Connect("1.1").Subscribes("/q", "1", "auto");
        var a = bench.Connect(version).Sends("/q", "x").Octets("SEND\ndestination:/q\n\nhal"u8.ToArray());
        a.Closes();
        bench.Expect("A MESSAGE{subscription:1; message-id:m1; destination:/q}\"x\"", "B close");
        Assert.Single(b.Messages);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-43")]
    [Trait("Spec", "SV-1.2-43")]
    public void B24_a_thousand_short_visits(string version)
    {
        var bench = new Bench();
        var b = bench.Connect("1.1").Subscribes("/q", "1", "auto");
        for (var i = 0; i < 1000; i++)
        {
            var a = bench.Accept().Speaks(version).Says(
                Client.Make("CONNECT", "", "accept-version:" + version, "host:h"),
                Client.Make("SEND", "x", "destination:/q"),
                Client.Make("DISCONNECT", ""));
            a.Closes();
        }

        Assert.Equal(1000, b.Messages.Count);
        Assert.Equal(1, bench.State.LinkCount);
        b.Closes();
        bench.ExpectNothingLeft();
    }

    [Fact]
    [Trait("Spec", "SV-1.2-40")]
    public void B24_messages_of_auto_mode_that_are_on_their_way_still_arrive()
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        a.IsStuck = true;
        a.Sends("/q", "1").Says("DISCONNECT", "receipt:9");
        a.Closes();
        bench.Expect(
            "A MESSAGE{subscription:1; message-id:m1; destination:/q}\"1\"",
            "A RECEIPT{receipt-id:9}",
            "A half-close");
        a.Loosen();
        bench.Expect("A close");
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Fact]
    public void B24_messages_of_auto_mode_that_cannot_be_written_go_to_others_in_the_end()
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        a.IsStuck = true;
        a.Sends("/q", "1").Says("DISCONNECT");
        bench.Forget();
        bench.Reach(1000);
        bench.Expect("A close", "B MESSAGE{subscription:9; message-id:m1; destination:/q; redelivered:true}\"1\"");
    }

    [Theory]
    [InlineData("1.0", "FOO\n\n\0", "unknown command")]
    [InlineData("1.1", "FOO\n\n\0", "unknown command")]
    [InlineData("1.2", "FOO\n\n\0", "unknown command")]
    [InlineData("1.0", "MESSAGE\n\n\0", "unknown command")]
    [InlineData("1.1", "RECEIPT\nreceipt-id:1\n\n\0", "unknown command")]
    [InlineData("1.2", "ERROR\n\n\0", "unknown command")]
    [InlineData("1.2", "CONNECTED\nversion:1.2\n\n\0", "unknown command")]
    [InlineData("1.2", "SEND\nnocolon\n\n\0", "malformed frame")]
    [InlineData("1.1", "SEND\na:\\r\n\n\0", "malformed frame")]
    [InlineData("1.2", "SEND\na:\\t\n\n\0", "malformed frame")]
    [InlineData("1.2", "SEND\ncontent-length:x\n\n\0", "malformed frame")]
    [InlineData("1.2", "SEND\ncontent-length:1\n\nab\0", "malformed frame")]
    [InlineData("1.2", "SUBSCRIBE\n\nbody\0", "malformed frame")]
    [Trait("Spec", "SV-1.0-45")]
    [Trait("Spec", "SV-1.1-45")]
    [Trait("Spec", "SV-1.2-45")]
    [Trait("Spec", "SV-1.0-50")]
    [Trait("Spec", "SV-1.1-50")]
    [Trait("Spec", "SV-1.2-50")]
    public void B25_bad_input(string version, string octets, string phrase)
    {
        var bench = new Bench();
        var a = bench.Connect(version);
        a.Octets([.. a.Encode(Client.Make("SEND", "x", "destination:/q", "receipt:1")), .. Encoding.UTF8.GetBytes(octets), .. a.Encode(Client.Make("SEND", "y", "destination:/q"))]);
        var effects = bench.Take();
        Assert.Equal("A RECEIPT{receipt-id:1}", effects[0]);
        Assert.StartsWith($"A ERROR{{content-type:text/plain; message:{phrase}}}", effects[1]);
        Assert.Equal(["A half-close"], effects[2..]);
        a.Sends("/q", "z");
        bench.Reach(1000);
        bench.Expect("A close");
        Assert.Equal(1, bench.State.MessageCount);
    }

    [Fact]
    [Trait("Spec", "SV-1.2-44")]
    public void B25_bad_utf8()
    {
        var bench = new Bench();
        bench.Connect("1.2").Octets([.. "SEND\na:"u8, 0xC3, 0x28, .. "\n\n\0"u8]);
        Assert.StartsWith("A ERROR{content-type:text/plain; message:malformed frame}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-44")]
    [Trait("Spec", "SV-1.2-44")]
    public void B25_limits(string version)
    {
        const string Eleven = "01234567890";
        var limits = new FrameLimits { MaxBody = 10, MaxHeaders = 3, MaxLine = 40 };
        foreach (var octets in (string[])
            [
                "SEND\ndestination:/q\n\n" + Eleven + "\0",
                "SEND\ndestination:/q\n\n" + Eleven,
                "SEND\ncontent-length:11\n",
                "SEND\na:1\nb:2\nc:3\nd:4\n",
                "SEND\na:" + new string('x', 39) + "\n",
                "SEND\na:" + new string('x', 4000),
            ])
        {
            var bench = new Bench(config => config with { FrameLimits = limits });
            bench.Connect(version).Octets(Encoding.UTF8.GetBytes(octets));
            var effects = bench.Take();
            Assert.StartsWith("A ERROR{content-type:text/plain; message:frame too large}", effects[0]);
            Assert.Equal(["A half-close"], effects[1..]);
        }

        var fine = new Bench(config => config with { FrameLimits = limits });
        fine.Connect(version).Octets(Encoding.UTF8.GetBytes("SEND\ndestination:/q\nreceipt:1\na:" + new string('x', 38) + "\n\n0123456789\0"));
        fine.Expect("A RECEIPT{receipt-id:1}");
    }

    [Theory]
    [InlineData("SEND\ndestination:/q\n\n\0")]
    [InlineData("CONNECT\naccept-version:1.2\nhost:h\nlogin:scott\npasscode\\tiger\n\n\0")]
    [InlineData("CONNECT\naccept-version:1.2\nhost:h\npasscode:tiger\nlogin:scott\0\n\n\0")]
    [InlineData("CONNECT\naccept-version:1.2\nhost:h\nlogin:scott\npasscode:tiger\n\nbody\0")]
    [InlineData("CONNECT\naccept-version:1.2\nhost:h\nheart-beat:tiger\n\n\0")]
    [InlineData("CONNECT\naccept-version:1.0:\\tiger\u0001é\nhost:h\nlogin:scott\n\n\0")]
    [Trait("Spec", "SV-1.2-35")]
    public void B25_an_error_before_connect_is_readable_at_every_version(string octets)
    {
        var bench = new Bench();
        bench.Accept();
        var transition = Broker.Step(bench.State, new BrokerEvent.Received(Instant.Zero, 1, Payload.FromText(octets)));
        var transmit = Assert.IsType<BrokerEffect.Transmit>(transition.Effects[0]);
        var written = FrameCodec.Encode(transmit.Frame, transmit.Rules).Match(text => text, _ => Payload.Empty);
        Assert.DoesNotContain("\r", written.ToText());
        foreach (var dialect in (Dialect[])[Dialect.Initial, Dialect.V10, Dialect.V11, Dialect.V12])
        {
            var read = FrameCodec.Decode(written.Span, new DecoderRules { Dialect = dialect, From = Side.Server }).Match(frames => frames[0], _ => null!);
            Assert.Equal(transmit.Frame.Headers, Headers.Of(read.Headers.ToArray()[..transmit.Frame.Headers.Count]));
            Assert.DoesNotContain("\\", read.Headers.ToString());
        }

        Assert.DoesNotContain("scott", written.ToText());
        if (!octets.Contains("1.0:"))
            Assert.DoesNotContain("tiger", written.ToText());
        Assert.All(transmit.Frame.GetText(), letter => Assert.InRange(letter, ' ', '~'));
    }

    [Fact]
    [Trait("Spec", "SV-1.2-35")]
    public void B25_quotations_are_bounded_and_printable()
    {
        var long_ = new string('é', 50_000) + "\n";
        foreach (var frame in (Frame[])
            [
                new(Command.Commit, [new("transaction", long_)]),
                new(Command.Unsubscribe, [new("id", long_)]),
                new(Command.Ack, [new("id", long_)]),
                new(Command.Send, [new("destination", "/q"), new("transaction", long_)]),
                new(Command.Subscribe, [new("destination", "/secret/" + long_), new("id", "1")]),
            ])
        {
            var bench = new Bench(config => config with { ForbiddenPrefixes = ["/secret/"] });
            var error = bench.Connect("1.2").Says(frame).Inbox.Single();
            Assert.Equal(Command.Error, error.Command);
            Assert.InRange(error.Body.Length, 1, 400);
            Assert.All(error.GetText(), letter => Assert.InRange(letter, ' ', '~'));
        }
    }
}
