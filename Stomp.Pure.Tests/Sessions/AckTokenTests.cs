using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>What an ACK repeats is copied from the MESSAGE as octets; it must be what would be written had it been read and written.</summary>
[Trait("Spec", "CL-1.2-47")]
public sealed class AckTokenTests
{
    private static readonly EncoderRules Rules12 = new() { Dialect = Dialect.V12, From = Side.Client };

    [Theory]
    [InlineData("", EscapeRule.Stomp12, "")]
    [InlineData("T_0@@session-x@@1", EscapeRule.Stomp12, "T_0@@session-x@@1")]
    [InlineData("ID\\chost\\c1", EscapeRule.Stomp12, "ID:host:1")]
    [InlineData("ID:host\\c1", EscapeRule.Stomp12, "ID:host:1")]
    [InlineData("a:b", EscapeRule.Stomp12, "a:b")]
    [InlineData("a\rb", EscapeRule.Stomp12, "a\rb")]
    [InlineData("\\\\\\n\\r\\c", EscapeRule.Stomp12, "\\\n\r:")]
    [InlineData("\\\\r", EscapeRule.Stomp11, "\\r")]
    [InlineData("\\x\\r", EscapeRule.Lenient11, "\\x\\r")]
    [InlineData("\\x\\r", EscapeRule.Lenient12, "\\x\r")]
    [InlineData("\\c:\\n", EscapeRule.None, "\\c:\\n")]
    [InlineData("öß→😀", EscapeRule.Stomp12, "öß→😀")]
    public void It_is_what_was_meant_whatever_was_escaped(string came, EscapeRule escapes, string meant)
    {
        var token = AckToken.Of(Encoding.UTF8.GetBytes(came), escapes);
        Assert.Equal(meant, token.Text);
        Assert.Equal(meant, token.Headers["id"]);
        Assert.Equal(AckToken.Of(meant), token);
        Assert.Equal(AckToken.Of(meant).GetHashCode(), token.GetHashCode());
        Assert.NotEqual(AckToken.Of(meant + "x"), token);
        Assert.Equal(Written(new(Command.Ack, [new("id", meant)])), Written(new(Command.Ack, token.Headers)));
    }

    [Fact]
    public void None_is_equal_to_none_alone()
    {
        Assert.Equal(default(AckToken), default);
        Assert.NotEqual(default, AckToken.Of(""));
        Assert.Equal("", default(AckToken).ToString());
    }

    private static string Written(Frame frame) => FrameCodec.Encode(frame, Rules12).Match(Left: fault => fault.ToString(), Right: octets => octets.ToText());
}
