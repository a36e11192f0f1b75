using System;
using System.Linq;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class ConnectingScenarios
{
    private const string Nothing = "A ERROR{version:1.0,1.1,1.2; content-type:text/plain; message:supported protocol versions are 1.0 1.1 1.2}";

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.1")]
    [Trait("Spec", "SV-1.2-01")]
    [Trait("Spec", "SV-1.2-06")]
    [Trait("Spec", "SV-1.1-06")]
    [Trait("Spec", "SV-1.1-14")]
    [Trait("Spec", "SV-1.2-14")]
    public void B01_accept(string version)
    {
        var bench = new Bench();
        bench.Accept().Says("CONNECT", $"accept-version:1.0,{version}", "host:h");
        bench.Expect($"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1}}");

        var beating = new Bench(config => config.WithHeartbeat(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))));
        beating.Accept().Says("CONNECT", $"accept-version:1.0,{version}", "host:h");
        beating.Expect($"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1; heart-beat:1000,2000}}");
    }

    [Fact]
    [Trait("Spec", "SV-1.0-06")]
    public void B01_accept_without_version()
    {
        var bench = new Bench(config => config.WithHeartbeat(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))));
        var a = bench.Accept().Speaks("1.0");
        a.Says("CONNECT");
        bench.Expect("A CONNECTED{session:s1}");
        // The codec is 1.0: no id is needed, and a backslash is a backslash.
        a.Says("SUBSCRIBE", "destination:/q\\c", "receipt:r\\");
        bench.Expect("A RECEIPT{receipt-id:r\\}");
    }

    [Theory]
    [InlineData("1.0,1.1,2.0", "1.1")]
    [InlineData("1.2,1.1", "1.2")]
    [InlineData("1.1,1.1", "1.1")]
    [InlineData("3.0,1.0", "1.0")]
    [InlineData("1.0,1.1,1.2", "1.2")]
    [Trait("Spec", "SV-1.2-03")]
    [Trait("Spec", "SV-1.2-04")]
    [Trait("Spec", "SV-1.1-03")]
    [Trait("Spec", "SV-1.1-04")]
    [Trait("Spec", "SV-1.0-03")]
    [Trait("Spec", "SV-1.0-04")]
    public void B02_negotiation(string accepted, string agreed)
    {
        var bench = new Bench();
        bench.Accept().Says("CONNECT", "accept-version:" + accepted, "host:h");
        bench.Expect($"A CONNECTED{{version:{agreed}; session:s1; server:stomp-embedded/0.1}}");
    }

    [Fact]
    [Trait("Spec", "SV-1.1-04")]
    public void B02_negotiation_with_a_limited_broker()
    {
        var bench = new Bench(config => config.WithVersions([StompVersion.V11]));
        bench.Accept().Says("CONNECT", "accept-version:1.0,1.2", "host:h");
        bench.Expect(
            "A ERROR{version:1.1; content-type:text/plain; message:supported protocol versions are 1.1}\"The client accepts \"1.0,1.2\"; this server speaks 1.1.\"",
            "A half-close");
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("2.0")]
    [InlineData("")]
    [InlineData("1.1 ")]
    [InlineData("x")]
    [Trait("Spec", "SV-1.2-05")]
    [Trait("Spec", "SV-1.1-05")]
    [Trait("Spec", "SV-1.2-36")]
    [Trait("Spec", "SV-1.2-35")]
    public void B03_nothing_in_common(string accepted)
    {
        var bench = new Bench();
        var a = bench.Accept();
        a.Says(Client.Make("CONNECT", "", "accept-version:" + accepted, "host:h"), Client.Make("SEND", "x", "destination:/q"));
        var effects = bench.Take();
        Assert.StartsWith(Nothing, effects[0]);
        Assert.Equal($"The client accepts \"{accepted}\"; this server speaks 1.0,1.1,1.2.", a.Inbox[0].GetText());
        Assert.Equal(["A half-close"], effects[1..]);
        a.Says("SEND", "destination:/q");
        bench.Reach(999);
        bench.Expect();
        bench.Reach(1000);
        bench.Expect("A close");
        bench.ExpectNothingLeft();
    }

    [Fact]
    [Trait("Spec", "SV-1.2-05")]
    public void B03_nothing_in_common_then_the_client_closes()
    {
        var bench = new Bench();
        var a = bench.Accept();
        a.Says("CONNECT", "accept-version:3.0", "host:h");
        bench.Forget();
        a.Closes();
        bench.Expect("A close");
        bench.ExpectNothingLeft();
    }

    [Fact]
    [Trait("Spec", "SV-1.1-02")]
    [Trait("Spec", "SV-1.2-02")]
    public void B04_stomp_first()
    {
        var bench = new Bench();
        bench.Accept().Says("STOMP", "accept-version:1.1,1.2", "host:h");
        bench.Expect("A CONNECTED{version:1.2; session:s1; server:stomp-embedded/0.1}");
    }

    [Fact]
    [Trait("Spec", "SV-1.0-02")]
    public void B04_stomp_first_at_a_broker_of_1_0()
    {
        var bench = new Bench(config => config.WithVersions([StompVersion.V10]));
        bench.Accept().Says("STOMP", "accept-version:1.0", "host:h");
        Assert.StartsWith("A ERROR{content-type:text/plain; message:unknown command}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("SEND")]
    [InlineData("DISCONNECT")]
    [InlineData("SUBSCRIBE")]
    [Trait("Spec", "SV-1.0-01")]
    [Trait("Spec", "SV-1.1-01")]
    [Trait("Spec", "SV-1.2-01")]
    public void B04_another_frame_first(string command)
    {
        var bench = new Bench();
        var b = bench.Connect("1.2").Subscribes("/q", "1", "auto");
        var a = bench.Accept();
        bench.Forget();
        a.Says(command, "destination:/q");
        var effects = bench.Take();
        Assert.StartsWith("B ERROR{content-type:text/plain; message:unknown command}", effects[0]);
        Assert.Equal(["B half-close"], effects[1..]);
        Assert.Empty(b.Messages);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("STOMP")]
    [Trait("Spec", "SV-1.0-46")]
    [Trait("Spec", "SV-1.1-46")]
    [Trait("Spec", "SV-1.2-46")]
    public void B04_connect_again(string command)
    {
        var bench = new Bench();
        bench.Connect("1.2").Says(command, "accept-version:1.2", "host:h");
        bench.Expect($"A ERROR{{content-type:text/plain; message:already connected}}\"{command} came a second time.\"", "A half-close");
    }

    [Fact]
    [Trait("Spec", "SV-1.2-01")]
    public void B04_eols_first()
    {
        var bench = new Bench();
        var a = bench.Accept().Octets((byte)'\n', (byte)'\r', (byte)'\n', (byte)'\n');
        bench.Expect();
        a.Says("CONNECT", "accept-version:1.2", "host:h");
        bench.Expect("A CONNECTED{version:1.2; session:s1; server:stomp-embedded/0.1}");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-07")]
    [Trait("Spec", "SV-1.2-07")]
    public void B05_host(string version)
    {
        var strict = new Bench();
        strict.Accept().Says("CONNECT", "accept-version:" + version);
        strict.Expect(
            "A ERROR{content-type:text/plain; message:required header missing}\"CONNECT needs the header host.\"", "A half-close");

        var lax = new Bench(config => config.WithRequiresHost(false));
        lax.Accept().Says("CONNECT", "accept-version:" + version);
        lax.Expect($"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1}}");

        var one = new Bench(config => config with { Hosts = ["here"] });
        one.Accept().Says("CONNECT", "accept-version:" + version, "host:there");
        one.Accept().Says("CONNECT", "accept-version:" + version, "host:here");
        one.Expect(
            "A ERROR{content-type:text/plain; message:unknown host}\"There is no host \"there\" here.\"",
            "A half-close",
            $"B CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1}}");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-08")]
    [Trait("Spec", "SV-1.1-08")]
    [Trait("Spec", "SV-1.2-08")]
    [Trait("Spec", "SV-1.0-09")]
    [Trait("Spec", "SV-1.1-09")]
    [Trait("Spec", "SV-1.2-09")]
    public void B05_credentials(string version)
    {
        var bench = new Bench(config => config.WithAccounts([new("scott", "tiger")]));
        var connect = new[] { "accept-version:" + version, "host:h" };
        bench.Accept().Says("CONNECT", [.. connect, "login:scott", "passcode:tiger"]);
        Assert.StartsWith("A CONNECTED", bench.Take().Single());
        foreach (var wrong in (string[][])[["login:scott", "passcode:lion"], ["login:lion", "passcode:tiger"], ["login:scott"], []])
        {
            var client = bench.Accept();
            bench.Forget();
            client.Says("CONNECT", [.. connect, .. wrong]);
            var effects = bench.Take();
            Assert.Equal(2, effects.Length);
            Assert.Contains("ERROR{content-type:text/plain; message:access refused}", effects[0]);
            Assert.EndsWith("half-close", effects[1]);
            Assert.DoesNotContain("lion", client.Inbox.Single() + client.Inbox.Single().GetText());
        }

        Assert.DoesNotContain("tiger", bench.State.ToString());
        Assert.DoesNotContain("tiger", bench.State.Config.ToString());
    }

    [Fact]
    [Trait("Spec", "SV-1.0-09")]
    public void B05_padded_credentials()
    {
        var bench = new Bench(config => config.WithAccounts([new("scott", "tiger")]));
        bench.Accept().Says("CONNECT", "login: scott", "passcode: tiger ");
        bench.Expect("A CONNECTED{session:s1}");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-10")]
    [Trait("Spec", "SV-1.1-10")]
    [Trait("Spec", "SV-1.2-10")]
    public void B06_receipt_on_connect(string version)
    {
        var bench = new Bench();
        bench.Accept().Says("CONNECT", "accept-version:" + version, "host:h", "receipt:1");
        bench.Expect($"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1}}");
    }

    [Theory]
    [InlineData("1.0", "1\\c")]
    [InlineData("1.1", "1:")]
    [InlineData("1.2", "1:\r")]
    [Trait("Spec", "SV-1.1-43")]
    [Trait("Spec", "SV-1.2-43")]
    [Trait("Spec", "SV-1.2-34")]
    public void B06_everything_in_one_chunk(string version, string receipt)
    {
        var bench = new Bench();
        var a = bench.Accept().Speaks(version);
        a.IsStuck = true;
        a.Says(
            Client.Make("CONNECT", "", "accept-version:" + version, "host:h"),
            Client.Make("SUBSCRIBE", "", "destination:/q", "id:5"),
            Client.Make("SEND", "x", "destination:/q"),
            Client.Make("DISCONNECT", "", "receipt:" + receipt));
        a.Closes();
        bench.Expect(
            $"A CONNECTED{{version:{version}; session:s1; server:stomp-embedded/0.1}}",
            "A MESSAGE{subscription:5; message-id:m1; destination:/q}\"x\"",
            $"A RECEIPT{{receipt-id:{receipt}}}",
            "A half-close");
        // The client may still read: the link closes when all is written.
        a.Loosen();
        bench.Expect("A close");
        bench.ExpectNothingLeft();
    }
}
