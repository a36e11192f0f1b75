using System.Linq;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class TransactionScenarios
{
    /// <summary>A with m1 pending and a transaction t that holds sends of a and c and an ACK of m1; B waits on /out, C on /q.</summary>
    private static Client Opened(Bench bench, string version)
    {
        var a = bench.Connect(version).Subscribes("/q", "1", "client").Sends("/q", "1");
        bench.Connect("1.1").Subscribes("/out", "9", "auto");
        bench.Connect("1.1").Subscribes("/q", "9", "auto");
        bench.Forget();
        a.Says("BEGIN", "transaction:t");
        a.Sends("/out", "a", "transaction:t", "receipt:1").Sends("/out", "b");
        a.Acks(a.Messages.Single(), "transaction:t", "receipt:2").Sends("/out", "c", "transaction:t");
        bench.Expect(
            "A RECEIPT{receipt-id:1}",
            "B MESSAGE{subscription:9; message-id:m2; destination:/out}\"b\"",
            "A RECEIPT{receipt-id:2}");
        return a;
    }

    private const string Back = "C MESSAGE{subscription:9; message-id:m1; destination:/q; redelivered:true}\"1\"";
    private const string Note = "A note TransactionAborted: Transaction \"t\" was open when its session ended.";

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-30")]
    [Trait("Spec", "SV-1.1-30")]
    [Trait("Spec", "SV-1.2-30")]
    [Trait("Spec", "SV-1.0-32")]
    [Trait("Spec", "SV-1.1-32")]
    [Trait("Spec", "SV-1.2-32")]
    public void B20_commit(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version);
        a.Says("COMMIT", "transaction:t", "receipt:3");
        bench.Expect(
            "B MESSAGE{subscription:9; message-id:m3; destination:/out}\"a\"",
            "B MESSAGE{subscription:9; message-id:m4; destination:/out}\"c\"",
            "A RECEIPT{receipt-id:3}");
        a.Closes();
        bench.Expect("A close");
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-29")]
    [Trait("Spec", "SV-1.1-29")]
    [Trait("Spec", "SV-1.2-29")]
    public void B20_two_connections_use_the_same_name(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version);
        bench.Connect(version).Says("BEGIN", "transaction:t").Sends("/out", "d", "transaction:t").Says("COMMIT", "transaction:t");
        bench.Expect("B MESSAGE{subscription:9; message-id:m3; destination:/out}\"d\"");
        a.Says("ABORT", "transaction:t");
        bench.Expect();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-30")]
    [Trait("Spec", "SV-1.1-30")]
    [Trait("Spec", "SV-1.2-30")]
    public void B21_abort(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version);
        a.Says("ABORT", "transaction:t", "receipt:3");
        bench.Expect("A RECEIPT{receipt-id:3}");
        a.Closes();
        bench.Expect("A close", Back);
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    public void B21_a_message_is_acknowledged_again_after_abort(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version);
        a.Says("ABORT", "transaction:t").Acks(a.Messages.Single()).Closes();
        bench.Expect("A close");
        Assert.Equal(0, bench.State.MessageCount);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.2-27")]
    public void B21_a_message_is_acknowledged_once_only_in_a_transaction(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version);
        a.Acks(a.Messages.Single());
        Assert.StartsWith("A ERROR{content-type:text/plain; message:unknown message}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-31")]
    [Trait("Spec", "SV-1.1-31")]
    [Trait("Spec", "SV-1.2-31")]
    public void B21_every_end_aborts(string version)
    {
        var gone = new Bench();
        Opened(gone, version).Closes();
        gone.Expect("A close", Note, Back);

        var broken = new Bench();
        Opened(broken, version).Breaks();
        broken.Expect(Note, Back);

        var polite = new Bench();
        Opened(polite, version).Says("DISCONNECT", "receipt:9");
        polite.Expect("A RECEIPT{receipt-id:9}", "A half-close", Note, Back);

        var wrong = new Bench();
        Opened(wrong, version).Says("BEGIN");
        wrong.Expect(
            "A ERROR{content-type:text/plain; message:required header missing}\"BEGIN needs the header transaction.\"",
            "A half-close",
            Note,
            Back);
        Assert.Equal(0, wrong.State.MessageCount);
    }

    [Theory]
    [InlineData("transaction exists", "BEGIN", "transaction:t")]
    [InlineData("required header missing", "BEGIN")]
    [InlineData("required header missing", "COMMIT")]
    [InlineData("required header missing", "ABORT")]
    [InlineData("unknown transaction", "COMMIT", "transaction:u")]
    [InlineData("unknown transaction", "ABORT", "transaction:u")]
    [InlineData("unknown transaction", "SEND", "transaction:u", "destination:/out")]
    [InlineData("unknown transaction", "ACK", "transaction:u", "message-id:m1", "subscription:1", "id:1-2")]
    [Trait("Spec", "SV-1.0-29")]
    [Trait("Spec", "SV-1.1-29")]
    [Trait("Spec", "SV-1.2-29")]
    public void B21_misuse(string phrase, string command, params string[] headers)
    {
        foreach (var version in (string[])["1.0", "1.1", "1.2"])
        {
            var bench = new Bench();
            Opened(bench, version).Says(command, [.. headers, "receipt:r"]);
            var effects = bench.Take();
            Assert.StartsWith($"A ERROR{{receipt-id:r; content-type:text/plain; message:{phrase}}}", effects[0]);
            Assert.Equal(["A half-close", Note, Back], effects[1..]);
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-29")]
    [Trait("Spec", "SV-1.2-29")]
    public void B21_nack_of_an_unknown_transaction(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version);
        a.Nacks(a.Messages.Single(), "transaction:u");
        Assert.StartsWith("A ERROR{content-type:text/plain; message:unknown transaction}", bench.Take()[0]);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.1-30")]
    [Trait("Spec", "SV-1.2-30")]
    public void B20_nack_takes_effect_at_commit(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Subscribes("/q", "1", "client").Sends("/q", "1");
        bench.Forget();
        a.Says("BEGIN", "transaction:t").Nacks(a.Messages.Single(), "transaction:t");
        bench.Expect();
        a.Says("COMMIT", "transaction:t");
        bench.Expect("A note Nacked: Message m1 of \"/q\" was refused and sent to \"/queue/dead-letter\".");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-29")]
    [Trait("Spec", "SV-1.1-29")]
    [Trait("Spec", "SV-1.2-29")]
    public void B21_a_name_is_used_again(string version)
    {
        var bench = new Bench();
        var a = Opened(bench, version).Says("COMMIT", "transaction:t");
        bench.Forget();
        a.Says("BEGIN", "transaction:t", "receipt:1").Says("ABORT", "transaction:t", "receipt:2").Says("BEGIN", "transaction:t", "receipt:3");
        bench.Expect("A RECEIPT{receipt-id:1}", "A RECEIPT{receipt-id:2}", "A RECEIPT{receipt-id:3}");
    }
}
