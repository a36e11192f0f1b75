using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>The books about receipts, against lists that say everything of each.</summary>
[Trait("Row", "M45")]
public sealed class ReceiptBookTests
{
    private static readonly ReceiptWish[] Wishes = [ReceiptWish.Counted, ReceiptWish.Counted, ReceiptWish.Counted, ReceiptWish.Named("mine"), ReceiptWish.Named("other")];

    [Fact]
    public void They_say_of_each_what_a_list_says()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var dice = new Random(seed);
            var (books, list) = (new Receipts(), new List<AwaitedReceipt>());
            var (number, handed, written) = (0L, 0L, 0L);
            for (var step = 0; step < 60; step++)
            {
                switch (dice.Next(4))
                {
                    case 0 or 1:
                        // Others are transmitted between them that want no RECEIPT.
                        handed += dice.Next(1, 4);
                        number += dice.Next(1, 3);
                        var pending = new PendingReceipt(dice.Next(3), handed, Wishes[dice.Next(Wishes.Length)].Id, dice.Next(4) == 0 ? 7 : 0);
                        books.Add(number, pending);
                        list.Add(new(number, pending, null));
                        break;
                    case 2 when written < handed:
                        var (before, at) = (written, new Instant(step));
                        written += dice.Next(0, (int)(handed - written) + 1);
                        if (books.AreIn(before, written))
                            books.Write(written, at);
                        list = list.ConvertAll(one => one.WrittenAt is null && one.Pending.Transmission <= written ? one with { WrittenAt = at } : one);
                        break;
                    case 3 when list.Count > 0:
                        var gone = list[dice.Next(2) == 0 ? 0 : dice.Next(list.Count)];
                        books.Remove(gone.Number);
                        list.Remove(gone);
                        break;
                }

                Agree(list, books);
            }

            Assert.Equal(number, books.Last);
        }
    }

    [Fact]
    public void One_that_never_comes_does_not_hold_on_to_the_writes_of_those_that_came()
    {
        var books = new Receipts();
        books.Add(1, new(1, 1, null, 0));
        books.Write(1, new(1));
        for (var number = 2; number < 10_000; number++)
        {
            books.Add(number, new(number, number, null, 0));
            Assert.True(books.AreIn(number - 1, number));
            books.Write(number, new(number));
            books.Remove(number);
        }

        Assert.InRange(books.Marks, 1, 32);
        Assert.Equal([new(1, new(1, 1, null, 0), new Instant(1))], books.ToList());
    }

    [Fact]
    public void A_write_without_a_receipt_is_not_remembered()
    {
        var books = new Receipts();
        Assert.False(books.AreIn(0, 5));
        books.Add(1, new(1, 7, null, 0));
        Assert.False(books.AreIn(5, 6));
        Assert.True(books.AreIn(6, 8));
        books.Write(8, new(1));
        Assert.False(books.AreIn(8, 9));
        books.Remove(1);
        Assert.Equal(0, books.Marks);
    }

    [Fact]
    public void They_can_be_printed()
    {
        var books = Books.Of(new(null!, null!, default, new()), new Receipts { Last = 3 });
        Assert.Contains("Last = 3", books.Receipts.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(books.ToString());
        Assert.NotEmpty(books.Rest.ToString());
    }

    private static void Agree(List<AwaitedReceipt> list, Receipts books)
    {
        Assert.Equal(list, books.ToList());
        Assert.Equal(list.Count, books.Pending);
        Assert.Equal(list.Count(one => one.Pending.GivenId is not null), books.Given);
        Assert.Equal(list.Count(one => one.Pending.Op == 0), books.Unawaited);
        Assert.Equal(list.Any(one => one.Pending.Op != 0), books.IsAwaited);
        Assert.Equal(list.FirstOrDefault().WrittenAt, books.OldestWrittenAt);
        Assert.Equal(list.Count > 0, books.TryOldest(out var number, out var oldest));
        Assert.Equal(list.FirstOrDefault(), new(number, oldest, books.OldestWrittenAt));
        Assert.Equal(list.Where(one => one.Pending.GivenId == "mine").Select(one => (long?)one.Number).FirstOrDefault(), books.Find("mine"));
        Assert.Equal(list.Where(one => one.Pending.Op == 2).Select(one => (long?)one.Number).FirstOrDefault(), books.OfOperation(2));
        Assert.All(list, one => Assert.True(books.TryGet(one.Number, out var found) && found == one.Pending));
        Assert.Equal(books, Again(list, books.Last));
    }

    /// <summary>The same receipts with a mark for each.</summary>
    private static Receipts Again(List<AwaitedReceipt> list, long last)
    {
        var books = new Receipts();
        foreach (var (number, pending, writtenAt) in list)
        {
            books.Add(number, pending);
            if (writtenAt is { } at)
                books.Write(pending.Transmission, at);
        }

        books.Last = last;
        return books;
    }
}
