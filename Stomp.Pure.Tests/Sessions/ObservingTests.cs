using Stomp.Pure.Sessions;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>What a session shows to those who only watch.</summary>
[Trait("Row", "M31")]
public sealed class ObservingTests : SessionScenarios
{
    private static readonly SessionConfig Observing = Config with { Observes = true };

    [Fact]
    public void The_line_end_behind_a_frame_is_no_beat()
    {
        var s = Connected(V12, Observing);
        s.RxOctets("\n");
        s.RxOctets("\n", "beat");
        s.RxOctets("\n\n\n", "beat", "beat", "beat");
        s.Rx("RECEIPT{receipt-id:x}", "saw RECEIPT{receipt-id:x}", "note UnknownReceipt x");
        s.RxOctets("\n\n\n", "beat", "beat");
    }

    [Fact]
    public void Receipts_and_errors_are_shown_and_messages_delivered()
    {
        var s = Connected(V12, Observing);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.Rx(Message(V12, "m", "a"), "deliver 1 #1 m");
        s.Rx("ERROR{message:no}", "saw ERROR{message:no}", "ended broker-fault('no')", "close");
    }

    [Fact]
    public void Nothing_is_shown_where_nobody_watches()
    {
        var s = Connected(V12);
        s.RxOctets("\n\n\n");
        s.Rx("RECEIPT{receipt-id:x}", "note UnknownReceipt x");
    }
}
