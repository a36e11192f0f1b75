using System.Linq;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class SubscribingScenarios
{
    [Theory]
    [InlineData("1.0", "required header missing", "id:1")]
    [InlineData("1.1", "required header missing", "id:1")]
    [InlineData("1.2", "required header missing", "id:1")]
    [InlineData("1.1", "required header missing", "destination:/q")]
    [InlineData("1.2", "required header missing", "destination:/q")]
    [InlineData("1.0", "subscription exists", "destination:/q", "id:open")]
    [InlineData("1.1", "subscription exists", "destination:/q", "id:open")]
    [InlineData("1.2", "subscription exists", "destination:/q", "id:open")]
    [InlineData("1.0", "unknown ack mode", "destination:/q", "id:1", "ack:foo")]
    [InlineData("1.0", "unknown ack mode", "destination:/q", "id:1", "ack:client-individual")]
    [InlineData("1.1", "unknown ack mode", "destination:/q", "id:1", "ack:foo")]
    [InlineData("1.2", "unknown ack mode", "destination:/q", "id:1", "ack:Client")]
    [InlineData("1.0", "destination refused", "destination:/secret/q", "id:1")]
    [InlineData("1.1", "destination refused", "destination:/secret/q", "id:1")]
    [InlineData("1.2", "destination refused", "destination:/secret/q", "id:1")]
    [Trait("Spec", "SV-1.0-18")]
    [Trait("Spec", "SV-1.1-18")]
    [Trait("Spec", "SV-1.2-18")]
    [Trait("Spec", "SV-1.0-19")]
    [Trait("Spec", "SV-1.1-19")]
    [Trait("Spec", "SV-1.2-19")]
    [Trait("Spec", "SV-1.1-20")]
    [Trait("Spec", "SV-1.2-20")]
    [Trait("Spec", "SV-1.0-21")]
    [Trait("Spec", "SV-1.1-21")]
    [Trait("Spec", "SV-1.2-21")]
    public void B13_subscribe_that_fails(string version, string phrase, params string[] headers)
    {
        var bench = new Bench(config => config with { ForbiddenPrefixes = ["/secret/"] });
        bench.Connect(version).Subscribes("/other", "open", "auto").Says("SUBSCRIBE", [.. headers, "receipt:r"]);
        var effects = bench.Take();
        Assert.StartsWith($"A ERROR{{receipt-id:r; content-type:text/plain; message:{phrase}}}", effects[0]);
        Assert.Equal(["A half-close"], effects[1..]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-19")]
    [Trait("Spec", "SV-1.1-19")]
    [Trait("Spec", "SV-1.2-19")]
    public void B13_the_same_id_elsewhere_or_later(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "1", "auto");
        bench.Connect(version).Subscribes("/q", "1", "auto", "receipt:r");
        bench.Expect("B RECEIPT{receipt-id:r}");
        a.Says("UNSUBSCRIBE", "id:1").Subscribes("/q", "1", "auto", "receipt:r");
        bench.Expect("A RECEIPT{receipt-id:r}");
    }

    [Fact]
    [Trait("Spec", "SV-1.0-18")]
    [Trait("Spec", "SV-1.0-26")]
    public void B14_without_id()
    {
        var bench = new Bench();
        var a = bench.Connect("1.0").Octets("SUBSCRIBE\ndestination: /q \n\nbody\0"u8.ToArray()).Sends("/q", "1");
        bench.Expect("A MESSAGE{message-id:m1; destination:/q}\"1\"");
        a.Says("UNSUBSCRIBE", "destination:/q").Sends("/q", "2", "receipt:r");
        bench.Expect("A RECEIPT{receipt-id:r}");
    }

    [Fact]
    [Trait("Spec", "SV-1.0-26")]
    public void B14_with_and_without_id()
    {
        var bench = new Bench();
        var a = bench.Connect("1.0").Subscribes("/q", "1", "auto").Subscribes("/q", "", "auto");
        a.Says("UNSUBSCRIBE", "id:1").Sends("/q", "1");
        bench.Expect("A MESSAGE{message-id:m1; destination:/q}\"1\"");
        a.Subscribes("/q", "1", "auto").Says("UNSUBSCRIBE", "destination:/q").Sends("/q", "2");
        bench.Expect("A MESSAGE{subscription:1; message-id:m2; destination:/q}\"2\"");
    }

    [Theory]
    [InlineData("required header missing")]
    [InlineData("unknown subscription", "destination:/other")]
    [InlineData("unknown subscription", "id:other")]
    [Trait("Spec", "SV-1.0-26")]
    public void B14_unsubscribe_that_fails(string phrase, params string[] headers)
    {
        var bench = new Bench();
        bench.Connect("1.0").Subscribes("/q", "", "auto").Says("UNSUBSCRIBE", headers);
        var effects = bench.Take();
        Assert.StartsWith($"A ERROR{{content-type:text/plain; message:{phrase}}}", effects[0]);
        Assert.Equal(["A half-close"], effects[1..]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-26")]
    [Trait("Spec", "SV-1.1-26")]
    [Trait("Spec", "SV-1.2-26")]
    public void B23_unsubscribe(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "5", "client").Sends("/q", "1").Sends("/q", "2");
        var b = bench.Connect("1.1").Subscribes("/q", "9", "auto");
        bench.Forget();
        a.Says("UNSUBSCRIBE", "id:5", "receipt:u");
        a.Sends("/q", "3");
        bench.Expect(
            "A RECEIPT{receipt-id:u}",
            "B MESSAGE{subscription:9; message-id:m1; destination:/q; redelivered:true}\"1\"",
            "B MESSAGE{subscription:9; message-id:m2; destination:/q; redelivered:true}\"2\"",
            "B MESSAGE{subscription:9; message-id:m3; destination:/q}\"3\"");
        a.Acks(a.Messages.First());
        Assert.Contains("A ERROR", bench.Take()[0]);
        Assert.Equal(3, b.Messages.Count);
    }

    [Theory]
    [InlineData("1.0", "COMMIT")]
    [InlineData("1.1", "COMMIT")]
    [InlineData("1.2", "COMMIT")]
    [InlineData("1.0", "ABORT")]
    [InlineData("1.1", "ABORT")]
    [InlineData("1.2", "ABORT")]
    [Trait("Spec", "SV-1.0-26")]
    [Trait("Spec", "SV-1.1-26")]
    [Trait("Spec", "SV-1.2-26")]
    public void B23_unsubscribe_with_an_open_transaction(string version, string end)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "5", "client").Sends("/q", "1");
        a.Says("BEGIN", "transaction:t").Acks(a.Messages.Single(), "transaction:t");
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        bench.Forget();
        a.Says("UNSUBSCRIBE", "id:5");
        bench.Expect();
        a.Says(end, "transaction:t");
        bench.Expect(end == "COMMIT" ? [] : ["B MESSAGE{subscription:9; message-id:m1; destination:/q; redelivered:true}\"1\""]);
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-26")]
    [Trait("Spec", "SV-1.2-26")]
    public void B23_unsubscribe_that_fails(string version)
    {
        foreach (var headers in (string[][])[["id:6"], ["destination:/q"], []])
        {
            var bench = new Bench();
            bench.Connect(version).Subscribes("/q", "5", "auto").Says("UNSUBSCRIBE", headers);
            var effects = bench.Take();
            Assert.StartsWith("A ERROR{content-type:text/plain; message:", effects[0]);
            Assert.Equal(["A half-close"], effects[1..]);
        }
    }
}
