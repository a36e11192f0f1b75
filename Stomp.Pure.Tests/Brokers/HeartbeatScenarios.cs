using System;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class HeartbeatScenarios
{
    private static Bench Beating => new(config => config.WithHeartbeat(new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1500))));

    private static Client Agree(Bench bench, string version)
    {
        var client = bench.Accept().Speaks(version);
        return client.Says("CONNECT", "accept-version:" + version, "host:h", "heart-beat:1000,2000");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-11")]
    [Trait("Spec", "SV-1.2-11")]
    [Trait("Spec", "SV-1.1-12")]
    [Trait("Spec", "SV-1.2-12")]
    public void B07_beats_out(string version)
    {
        var bench = Beating;
        var a = Agree(bench, version);
        bench.Expect($"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1; heart-beat:500,1500}}");
        bench.Reach(1499);
        bench.Expect();
        bench.Reach(1500);
        bench.Expect("A EOL");
        a.Octets((byte)'\n');
        bench.Reach(3000);
        bench.Expect("A EOL");
        a.Octets((byte)'\n');
        bench.Reach(4400);
        a.Subscribes("/q", "1", "auto").Sends("/q", "x");
        bench.Expect("A MESSAGE{subscription:1; message-id:m1; destination:/q}\"x\"");
        bench.Reach(5899);
        bench.Expect();
        bench.Reach(5900);
        bench.Expect("A EOL");
    }

    [Fact]
    [Trait("Spec", "SV-1.2-12")]
    public void B07_no_beat_while_octets_wait_to_be_written()
    {
        var bench = Beating;
        var a = bench.Accept();
        a.IsStuck = true;
        a.Says("CONNECT", "accept-version:1.2", "host:h", "heart-beat:0,2000");
        bench.Forget();
        bench.Reach(100_000);
        bench.Expect();
        a.Loosen();
        bench.Reach(101_499);
        bench.Expect();
        bench.Reach(101_500);
        bench.Expect("A EOL");
    }

    [Theory]
    [InlineData("1.0", "heart-beat:1000,2000")]
    [InlineData("1.0", "heart-beat:nonsense")]
    [InlineData("1.1", "")]
    [InlineData("1.2", "")]
    [InlineData("1.2", "heart-beat:0,0")]
    [Trait("Spec", "SV-1.1-11")]
    [Trait("Spec", "SV-1.2-11")]
    public void B07_no_beats(string version, string header)
    {
        var bench = Beating;
        bench.Accept().Says("CONNECT", ["accept-version:" + version, "host:h", .. header.Length == 0 ? Array.Empty<string>() : [header]]);
        var beats = version == "1.0" ? "" : "; heart-beat:500,1500";
        bench.Expect($"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1{beats}}}");
        Assert.Null(Broker.NextDeadline(bench.State));
    }

    [Theory]
    [InlineData("1000,0", null, 3000L)]
    [InlineData("0,2000", 1500L, null)]
    [InlineData("1000,2000", 1500L, 3000L)]
    [InlineData("9000,9000", 6750L, 18000L)]
    [Trait("Spec", "SV-1.1-11")]
    [Trait("Spec", "SV-1.2-11")]
    public void B07_each_way_on_its_own(string offer, long? beat, long? dead)
    {
        var bench = Beating;
        bench.Accept().Says("CONNECT", "accept-version:1.2", "host:h", "heart-beat:" + offer);
        var link = Assert.IsType<Link.Open>(bench.State.Links.Single().Value);
        Assert.Equal(beat, link.Heartbeat.SendDue?.Milliseconds);
        Assert.Equal(dead, link.Heartbeat.PeerDeadAt?.Milliseconds);
    }

    [Theory]
    [InlineData("1.1", "nonsense")]
    [InlineData("1.2", "1000")]
    [InlineData("1.2", "1000,-1")]
    [InlineData("1.2", "1000,2000,3000")]
    [InlineData("1.2", " 1000,2000")]
    [Trait("Spec", "SV-1.1-11")]
    [Trait("Spec", "SV-1.2-11")]
    public void B07_malformed_offer(string version, string offer)
    {
        var bench = Beating;
        bench.Accept().Says("CONNECT", "accept-version:" + version, "host:h", "heart-beat:" + offer);
        bench.Expect(
            "A ERROR{content-type:text/plain; message:malformed heart-beat header}\"The header heart-beat must be two numbers with one comma between them.\"",
            "A half-close");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-13")]
    [Trait("Spec", "SV-1.2-13")]
    public void B08_dead_client(string version)
    {
        var bench = Beating;
        var a = Agree(bench, version).Subscribes("/q", "1", "client");
        var b = bench.Accept().Says("CONNECT", "accept-version:1.2", "host:h").Subscribes("/q", "1", "client");
        a.Sends("/q", "x").Says("BEGIN", "transaction:t").Sends("/q", "never", "transaction:t");
        bench.Forget();
        bench.Reach(2999);
        Assert.All(bench.Take(), effect => Assert.Equal("A EOL", effect));
        bench.Reach(3000);
        bench.Expect(
            "A note PeerSilent: The client was silent for longer than its heart-beats allow.",
            "A close",
            "A note TransactionAborted: Transaction \"t\" was open when its session ended.",
            $"B MESSAGE{{subscription:1; message-id:m1; destination:/q; ack:2-4; redelivered:true}}\"x\"");
        b.Acks(b.Messages.Single());
        b.Closes();
        bench.ExpectNothingLeft();
    }

    [Fact]
    [Trait("Spec", "SV-1.2-13")]
    public void B08_octets_of_an_unfinished_frame_are_signs_of_life()
    {
        var bench = Beating;
        var a = Agree(bench, "1.2");
        bench.Reach(2999);
        a.Octets((byte)'S');
        bench.Reach(5998);
        Assert.All(bench.Take()[1..], effect => Assert.Equal("A EOL", effect));
        bench.Reach(5999);
        bench.Expect("A note PeerSilent: The client was silent for longer than its heart-beats allow.", "A close");
    }

    [Fact]
    public void A_link_that_never_says_connect_is_refused_in_the_end()
    {
        var bench = new Bench();
        bench.Accept();
        bench.Reach(29_999);
        bench.Expect();
        bench.Reach(30_000);
        bench.Expect("A ERROR{content-type:text/plain; message:connect timed out}\"No CONNECT came in time.\"", "A half-close");
        Assert.Equal(new BrokerDeadline(Instant.FromMilliseconds(31_000), 1, BrokerDeadlineReason.Linger), Broker.NextDeadline(bench.State));
    }
}
