using System;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Transports;

/// <summary>Where a link reads to.</summary>
public sealed class ReadBufferTests
{
    private const int Kilo = 1024;

    [Fact]
    public void It_grows_when_reads_fill_it_and_shrinks_when_they_hardly_use_it()
    {
        var buffer = new ReadBuffer();
        Assert.Equal(4 * Kilo, buffer.First.Length);
        Assert.Equal(4 * Kilo, buffer.Next(4 * Kilo - 1, default).Length);
        Assert.Equal(64 * Kilo, buffer.Next(4 * Kilo, default).Length);
        for (var i = 0; i < 7; i++)
            Assert.Equal(64 * Kilo, buffer.Next(100, default).Length);
        Assert.Equal(4 * Kilo, buffer.Next(100, default).Length);
    }

    [Fact]
    public void Much_of_a_body_is_read_to_where_it_belongs_and_little_of_the_next_frame_elsewhere()
    {
        var buffer = new ReadBuffer();
        buffer.Next(4 * Kilo, default);
        var room = new byte[60 * Kilo].AsMemory();
        Assert.Equal(room, buffer.Next(64 * Kilo, room));
        // to the end, however little it is
        Assert.Equal(room[(59 * Kilo)..], buffer.Next(59 * Kilo, room[(59 * Kilo)..]));
        var behind = buffer.Next(Kilo, default);
        Assert.Equal(4 * Kilo, behind.Length);
        Assert.Equal(room, buffer.Next(4 * Kilo, room));
        // and when none follows, as before
        Assert.Equal(4 * Kilo, buffer.Next(room.Length, default).Length);
        Assert.Equal(64 * Kilo, buffer.Next(4 * Kilo, default).Length);
    }

    [Fact]
    public void Little_of_a_body_is_copied() =>
        Assert.Equal(64 * Kilo, new ReadBuffer().Next(4 * Kilo, new byte[(32 * Kilo) - 1]).Length);
}
