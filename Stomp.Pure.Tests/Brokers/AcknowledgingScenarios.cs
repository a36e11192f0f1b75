using System.Linq;
using Stomp.Pure.Brokers;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class AcknowledgingScenarios
{
    /// <summary>A with m1, m2 and m3 pending, and B, who waits for what comes back.</summary>
    private static (Client A, Client B) Three(Bench bench, string version, string mode)
    {
        var a = bench.Connect(version).Subscribes("/q", "1", mode);
        a.Sends("/q", "1").Sends("/q", "2").Sends("/q", "3");
        var b = bench.Connect("1.1").Subscribes("/q", "9", "auto");
        bench.Forget();
        return (a, b);
    }

    private static string Again(int number) => $"B MESSAGE{{subscription:9; message-id:m{number}; destination:/q; redelivered:true}}\"{number}\"";

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-23")]
    [Trait("Spec", "SV-1.1-23")]
    [Trait("Spec", "SV-1.2-23")]
    [Trait("Spec", "SV-1.0-25")]
    [Trait("Spec", "SV-1.1-25")]
    [Trait("Spec", "SV-1.2-25")]
    public void B15_client_mode(string version)
    {
        var bench = new Bench();
        var (a, _) = Three(bench, version, "client");
        a.Acks(a.Messages[1]);
        bench.Expect();
        a.Closes();
        bench.Expect(version == "1.0" ? ["A close", Again(1), Again(3)] : ["A close", Again(3)]);
    }

    [Fact]
    [Trait("Spec", "SV-1.2-38")]
    public void B15_redelivery_has_the_same_message_id_and_a_new_ack()
    {
        var bench = new Bench();
        var a = bench.Connect("1.2").Subscribes("/q", "1", "client").Sends("/q", "x");
        Assert.Equal("1-2", a.Messages.Single().Headers["ack"]);
        var b = bench.Connect("1.2").Subscribes("/q", "1", "client");
        a.Breaks();
        bench.Expect(
            "B MESSAGE{subscription:1; message-id:m1; destination:/q; ack:3-4; redelivered:true}\"x\"");
        b.Acks(b.Messages.Single()).Closes();
        bench.Expect("B close");
        bench.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-23")]
    [Trait("Spec", "SV-1.2-23")]
    public void B15_cumulation_stays_within_a_subscription(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "1", "client").Subscribes("/q", "2", "client");
        a.Sends("/q", "1").Sends("/q", "2").Sends("/q", "3").Sends("/q", "4");
        a.Acks(a.Messages[2]);
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        bench.Forget();
        a.Closes();
        bench.Expect("A close", Again(2), Again(4));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-24")]
    [Trait("Spec", "SV-1.2-24")]
    public void B16_client_individual(string version)
    {
        var bench = new Bench();
        var (a, _) = Three(bench, version, "client-individual");
        a.Acks(a.Messages[1]).Closes();
        bench.Expect("A close", Again(1), Again(3));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-22")]
    [Trait("Spec", "SV-1.1-22")]
    [Trait("Spec", "SV-1.2-22")]
    public void B17_auto(string version)
    {
        var bench = new Bench();
        var (a, _) = Three(bench, version, "auto");
        a.Closes();
        bench.Expect("A close");
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-22")]
    [Trait("Spec", "SV-1.1-22")]
    [Trait("Spec", "SV-1.2-22")]
    public void B17_auto_and_not_written(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "1", "auto");
        a.IsStuck = true;
        a.Sends("/q", "1").Sends("/q", "2").Sends("/q", "3");
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        a.Written(2);
        bench.Forget();
        a.Closes();
        bench.Expect("A half-close");
        a.Breaks();
        bench.Expect(Again(2), Again(3));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [Trait("Spec", "SV-1.0-22")]
    [Trait("Spec", "SV-1.1-22")]
    public void B17_ack_of_an_auto_message(string version)
    {
        var bench = new Bench();
        var (a, _) = Three(bench, version, "auto");
        a.Acks(a.Messages[1]).Acks(a.Messages[1], "receipt:r");
        bench.Expect("A RECEIPT{receipt-id:r}");
        a.Says("ACK", "message-id:m4", "subscription:1");
        Assert.StartsWith("A ERROR{content-type:text/plain; message:unknown message}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("1.0", "required header missing")]
    [InlineData("1.0", "required header missing", "id:m1")]
    [InlineData("1.0", "unknown message", "message-id:m4")]
    [InlineData("1.0", "unknown message", "message-id:1")]
    [InlineData("1.0", "unknown message", "message-id:m01")]
    [InlineData("1.1", "required header missing", "message-id:m1")]
    [InlineData("1.1", "required header missing", "subscription:1")]
    [InlineData("1.1", "unknown subscription", "subscription:2", "message-id:m1")]
    [InlineData("1.1", "unknown message", "subscription:other", "message-id:m1")]
    [InlineData("1.2", "required header missing", "message-id:m1")]
    [InlineData("1.2", "required header missing", "message-id:m1", "subscription:1")]
    [InlineData("1.2", "unknown message", "id:m1")]
    [InlineData("1.2", "unknown message", "id:1-1")]
    [InlineData("1.2", "unknown message", "id:01-3")]
    [InlineData("1.2", "unknown message", "id:1-3-")]
    [InlineData("1.2", "unknown message", "id:")]
    [InlineData("1.2", "unknown message", "id:99999999999999999999-3")]
    [Trait("Spec", "SV-1.0-27")]
    [Trait("Spec", "SV-1.1-27")]
    [Trait("Spec", "SV-1.2-27")]
    [Trait("Spec", "SV-1.1-28")]
    [Trait("Spec", "SV-1.2-28")]
    public void B18_bad_acknowledgements(string version, string phrase, params string[] headers)
    {
        foreach (var command in version == "1.0" ? ["ACK"] : (string[])["ACK", "NACK"])
        {
            var bench = new Bench();
            var (a, _) = Three(bench, version, "client");
            a.Subscribes("/r", "other", "client");
            a.Says(command, [.. headers, "receipt:r"]);
            var effects = bench.Take();
            Assert.StartsWith($"A ERROR{{receipt-id:r; content-type:text/plain; message:{phrase}}}", effects[0]);
            Assert.Equal(["A half-close", Again(1), Again(2), Again(3)], effects[1..]);
        }
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-27")]
    [Trait("Spec", "SV-1.1-27")]
    [Trait("Spec", "SV-1.2-27")]
    public void B18_acknowledged_twice(string version)
    {
        var bench = new Bench();
        var (a, _) = Three(bench, version, "client");
        a.Acks(a.Messages[0]);
        bench.Expect();
        a.Acks(a.Messages[0]);
        Assert.StartsWith("A ERROR{content-type:text/plain; message:unknown message}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.2-27")]
    public void B18_a_message_of_somebody_else(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "1", "client").Sends("/q", "1");
        bench.Connect(version).Subscribes("/q", "1", "client").Acks(a.Messages.Single());
        Assert.StartsWith("B ERROR{content-type:text/plain; message:unknown message}", bench.Take()[0]);
    }

    [Fact]
    [Trait("Spec", "SV-1.0-28")]
    public void B18_nack_at_1_0()
    {
        var bench = new Bench();
        var (a, _) = Three(bench, "1.0", "client");
        a.Octets("NACK\nmessage-id:m1\n\n\0"u8.ToArray());
        Assert.StartsWith("A ERROR{content-type:text/plain; message:unknown command}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-28")]
    [Trait("Spec", "SV-1.2-28")]
    public void B19_nack_of_one(string version)
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.Discard()));
        var (a, _) = Three(bench, version, "client-individual");
        a.Nacks(a.Messages[1]);
        bench.Expect("A note Nacked: Message m2 of \"/q\" was refused and discarded.");
        Assert.Equal(2, bench.State.MessageCount);
        a.Closes();
        bench.Expect("A close", Again(1), Again(3));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-28")]
    [Trait("Spec", "SV-1.2-28")]
    public void B19_nack_covers_earlier_ones(string version)
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.Discard()));
        var (a, _) = Three(bench, version, "client");
        a.Nacks(a.Messages[1], "receipt:r");
        bench.Expect(
            "A note Nacked: Message m1 of \"/q\" was refused and discarded.",
            "A note Nacked: Message m2 of \"/q\" was refused and discarded.",
            "A RECEIPT{receipt-id:r}");
        a.Closes();
        bench.Expect("A close", Again(3));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    public void B19_put_back_goes_to_another_first(string version)
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.Requeue()));
        var (a, b) = Three(bench, version, "client-individual");
        a.Nacks(a.Messages[1]);
        bench.Expect("A note Nacked: Message m2 of \"/q\" was refused and put back.", Again(2));
        b.Closes();
        bench.Forget();
        a.Nacks(a.Messages[0]);
        var ack = version == "1.2" ? "; ack:1-6" : "";
        bench.Expect(
            "A note Nacked: Message m1 of \"/q\" was refused and put back.",
            $"A MESSAGE{{subscription:1; message-id:m1; destination:/q{ack}; redelivered:true}}\"1\"");
    }

    [Fact]
    public void B19_put_back_waits_for_another_that_is_busy()
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.Requeue()) with { Limits = new() { UnwrittenMessages = 1 } });
        var a = bench.Connect("1.2").Subscribes("/q", "1", "client-individual");
        var b = bench.Connect("1.1").Subscribes("/q", "9", "auto");
        a.Sends("/q", "1");
        b.IsStuck = true;
        a.Sends("/q", "2");
        bench.Forget();
        a.Nacks(a.Messages[0]);
        bench.Expect("A note Nacked: Message m1 of \"/q\" was refused and put back.");
        b.Loosen();
        bench.Expect(Again(1));
    }

    [Fact]
    public void B19_put_back_is_remembered_when_the_message_comes_back_again()
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.Requeue()));
        var a = bench.Connect("1.1").Subscribes("/q", "1", "client").Sends("/q", "1");
        var b = bench.Connect("1.1").Subscribes("/q", "1", "client");
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        a.Nacks(a.Messages.Single());
        Assert.Single(b.Messages);
        a.Sends("/q", "2");
        bench.Forget();
        // By turns it would be A's, who refused it.
        b.Breaks();
        bench.Expect("C MESSAGE{subscription:9; message-id:m1; destination:/q; redelivered:true}\"1\"");
    }

    [Fact]
    public void B19_put_back_to_a_topic_goes_to_the_same()
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.Requeue()));
        var a = bench.Connect("1.2").Subscribes("/topic/t", "1", "client").Subscribes("/topic/t", "2", "auto").Sends("/topic/t", "x");
        bench.Forget();
        a.Nacks(a.Messages[0]);
        bench.Expect(
            "A note Nacked: Message m1 of \"/topic/t\" was refused and put back.",
            "A MESSAGE{subscription:1; message-id:m1; destination:/topic/t; ack:1-4; redelivered:true}\"x\"");
        a.Closes();
        bench.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-28")]
    [Trait("Spec", "SV-1.2-28")]
    public void B19_dead_letters(string version)
    {
        var bench = new Bench(config => config.WithNack(new NackPolicy.DeadLetter("/queue/dead")));
        var a = bench.Connect(version).Subscribes("/q", "1", "client").Sends("/q", "x", "foo:1", "foo:2");
        var b = bench.Connect(version).Subscribes("/queue/dead", "9", "client");
        bench.Forget();
        a.Nacks(a.Messages.Single());
        var ack = version == "1.2" ? "; ack:3-4" : "";
        bench.Expect(
            "A note Nacked: Message m1 of \"/q\" was refused and sent to \"/queue/dead\".",
            $"B MESSAGE{{subscription:9; message-id:m2; destination:/queue/dead{ack}; foo:1; foo:2}}\"x\"");
        b.Nacks(b.Messages.Single());
        bench.Expect("B note Nacked: Message m2 of \"/queue/dead\" was refused and discarded.");
        Assert.Equal(0, bench.State.MessageCount);
    }
}
