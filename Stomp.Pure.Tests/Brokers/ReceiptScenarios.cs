using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class ReceiptScenarios
{
    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-32")]
    [Trait("Spec", "SV-1.1-32")]
    [Trait("Spec", "SV-1.2-32")]
    public void B22_receipts_in_order(string version)
    {
        var bench = new Bench();
        var a = bench.Connect(version);
        a.Says(
            Client.Make("SEND", "a", "destination:/q", "receipt:1"),
            Client.Make("SEND", "b", "destination:/q", "receipt:2"),
            Client.Make("BEGIN", "", "transaction:t", "receipt:3"),
            Client.Make("SEND", "c", "destination:/q", "transaction:t", "receipt:4"));
        bench.Expect("A RECEIPT{receipt-id:1}", "A RECEIPT{receipt-id:2}", "A RECEIPT{receipt-id:3}", "A RECEIPT{receipt-id:4}");
        a.Says("COMMIT", "transaction:t", "receipt:5");
        bench.Expect("A RECEIPT{receipt-id:5}");
        a.Subscribes("/q", "1", "auto", "receipt:6");
        bench.Expect(
            "A RECEIPT{receipt-id:6}",
            "A MESSAGE{subscription:1; message-id:m1; destination:/q}\"a\"",
            "A MESSAGE{subscription:1; message-id:m2; destination:/q}\"b\"",
            "A MESSAGE{subscription:1; message-id:m3; destination:/q}\"c\"");
        a.Says("UNSUBSCRIBE", "id:1", "receipt:7");
        bench.Expect("A RECEIPT{receipt-id:7}");
    }

    [Theory]
    [InlineData("1.0", "a:b\\n\\")]
    [InlineData("1.1", "a:b\nc\\")]
    [InlineData("1.2", "a:b\nc\r\\ ")]
    [Trait("Spec", "SV-1.0-33")]
    [Trait("Spec", "SV-1.1-33")]
    [Trait("Spec", "SV-1.2-33")]
    public void B22_the_value_comes_back(string version, string receipt)
    {
        var bench = new Bench();
        var a = bench.Connect(version).Says(new Frame(Command.Send, [new("destination", "/q"), new("receipt", receipt)]));
        bench.Expect($"A RECEIPT{{receipt-id:{receipt}}}");
        Assert.Equal(receipt, a.Inbox[0].Headers["receipt-id"]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "SV-1.0-32")]
    [Trait("Spec", "SV-1.1-32")]
    [Trait("Spec", "SV-1.2-32")]
    [Trait("Spec", "SV-1.2-34")]
    public void B22_a_frame_that_fails_has_an_error_and_no_receipt(string version)
    {
        var bench = new Bench();
        bench.Connect(version).Says(
            Client.Make("SEND", "a", "destination:/q", "receipt:1"),
            Client.Make("SEND", "b", "destination:/q", "receipt:2"),
            Client.Make("SEND", "c", "receipt:3"),
            Client.Make("SEND", "d", "destination:/q", "receipt:4"));
        bench.Expect(
            "A RECEIPT{receipt-id:1}",
            "A RECEIPT{receipt-id:2}",
            "A ERROR{receipt-id:3; content-type:text/plain; message:required header missing}\"SEND needs the header destination.\"",
            "A half-close");
        Assert.Equal(2, bench.State.MessageCount);
    }
}
