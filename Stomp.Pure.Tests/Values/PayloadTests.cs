using System;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public sealed class PayloadTests
{
    [Fact]
    public void Equality_is_of_content()
    {
        var one = Payload.Copy([1, 2, 3]);
        var two = Payload.Wrap(new byte[] { 0, 1, 2, 3, 4 }.AsMemory(1, 3));

        Assert.Equal(one, two);
        Assert.True(one == two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, Payload.Copy([1, 2]));
        Assert.Equal(default, Payload.Copy([]));
        Assert.Equal(Payload.Empty, Payload.FromText(""));
    }

    [Fact]
    public void A_copy_keeps_nothing_of_its_source()
    {
        byte[] source = [1, 2, 3];
        var payload = Payload.Copy(source);
        source[0] = 9;
        payload.ToArray()[1] = 9;

        Assert.Equal([1, 2, 3], payload.ToArray());
    }

    [Fact]
    public void Text_is_utf8_and_goes_both_ways()
    {
        var payload = Payload.FromText("Grüße 🐸");

        Assert.Equal(12, payload.Length);
        Assert.Equal("Grüße 🐸", payload.ToText());
        Assert.Equal("\uFFFD", Payload.Copy([0xFF]).ToText());
    }

    [Fact]
    public void Its_text_for_people_is_bounded_and_printable()
    {
        Assert.Equal("0 octets", Payload.Empty.ToString());
        Assert.Equal("3 octets \"a\\n\\x00\"", Payload.Copy("a\n\0"u8).ToString());
        Assert.InRange(Payload.Copy(new byte[1_000_000]).ToString().Length, 1, 300);
    }
}
