using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Runtime.Driving;
using Xunit;

namespace Stomp.Runtime.Tests.Driving;

public sealed class OperationTableTests
{
    [Fact]
    public void It_knows_what_a_dictionary_knows()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var dice = new Random(seed);
            var (table, known) = (new OperationTable(), new SortedDictionary<long, Operation>());
            var number = 0L;
            for (var step = 0; step < 1_000; step++)
            {
                if (known.Count == 0 || dice.Next(seed + 2) > seed / 2)
                {
                    // Not every number comes here, and some come late.
                    number += dice.Next(1, 40);
                    var operation = new Operation(dice.Next(10) == 0 && !known.ContainsKey(number - 1) ? number - 1 : number);
                    known[operation.Number] = operation;
                    table.Add(operation);
                }
                else
                {
                    // Most end in the order in which they began, some never do.
                    var one = known.Keys.Skip(dice.Next(4) == 0 ? dice.Next(known.Count) : Math.Min(known.Count - 1, 3)).First();
                    Assert.True(table.Remove(one, out var removed));
                    Assert.Same(known[one], removed);
                    known.Remove(one);
                    Assert.False(table.Remove(one, out _));
                }

                Assert.False(table.TryGet(number + 1, out _));
            }

            Assert.All(known, pair => Assert.True(table.TryGet(pair.Key, out var found) && found == pair.Value));
            Assert.Equal(known.Values, table.Clear().OrderBy(operation => operation.Number));
            Assert.Empty(table.Clear());
        }
    }

    [Fact]
    public void One_that_waits_for_long_takes_no_room_for_those_that_came_later()
    {
        var table = new OperationTable();
        table.Add(new(0));
        var others = Enumerable.Range(1, 10_000).Select(number => new Operation(number)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var other in others)
        {
            table.Add(other);
            table.Remove(other.Number, out _);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024);
        Assert.True(table.TryGet(0, out _));
    }
}
