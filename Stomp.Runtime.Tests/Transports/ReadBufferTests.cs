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

    [Theory]
    [InlineData(64 * Kilo, 16, true)]
    [InlineData(64 * Kilo, 17, false)]
    [InlineData(64 * Kilo, 1, true)]
    [InlineData(64 * Kilo, 0, false)]
    [InlineData(32 * Kilo, 8, true)]
    [InlineData(32 * Kilo, 9, false)]
    [InlineData((32 * Kilo) - 1, 1, false)]
    public void It_is_given_away_while_messages_of_some_size_fill_it(int count, int messages, bool gives)
    {
        var buffer = new ReadBuffer();
        var place = buffer.Next(4 * Kilo, default);
        Assert.False(buffer.Gives(64 * Kilo));
        Assert.Equal(place, buffer.Next(count, default, messages));
        Assert.Equal(gives, buffer.Gives(32 * Kilo));
        // and what was given is never read to again
        Assert.Equal(!gives, place.Span.Overlaps(buffer.Next(32 * Kilo, default, messages).Span));
    }

    [Fact]
    public void One_that_is_not_large_is_not_given_away()
    {
        var buffer = new ReadBuffer();
        buffer.Next(4 * Kilo - 1, default, 1);
        Assert.False(buffer.Gives(4 * Kilo));
    }

    [Fact]
    public void A_read_that_brings_little_is_not_given_away()
    {
        var buffer = new ReadBuffer();
        buffer.Next(4 * Kilo, default);
        var place = buffer.Next(64 * Kilo, default, 4);
        Assert.False(buffer.Gives((32 * Kilo) - 1));
        Assert.Equal(place, buffer.Next((32 * Kilo) - 1, default, 4));
    }

    [Fact]
    public void What_was_given_is_not_read_to_behind_a_body_either()
    {
        var buffer = new ReadBuffer();
        var first = buffer.Next(4 * Kilo, default);
        var given = buffer.Next(64 * Kilo, default, 4);
        Assert.True(buffer.Gives(64 * Kilo));
        var room = new byte[60 * Kilo].AsMemory();
        Assert.Equal(room, buffer.Next(64 * Kilo, room, 3));
        Assert.False(buffer.Gives(room.Length));
        Assert.False(given.Span.Overlaps(buffer.Next(room.Length, default, 1).Span));
        Assert.False(given.Span.Overlaps(buffer.Next(4 * Kilo, default, 1).Span));
        Assert.Equal(first, given);
    }

    [Fact]
    public void Little_of_a_body_is_copied() =>
        Assert.Equal(64 * Kilo, new ReadBuffer().Next(4 * Kilo, new byte[(32 * Kilo) - 1]).Length);
}
