using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace Stomp.Runtime.Driving;

/// <summary>
/// Who waits for which outcome. Numbers rise and most operations end in the order in which they began, so an operation has the place of its number's last
/// digits: what comes next stands beside what came before. One that waits for long, and stands in the way of a later one, goes elsewhere.
/// </summary>
internal sealed class OperationTable
{
    private const int Smallest = 16;

    private readonly Dictionary<long, Operation> _elsewhere = [];
    private Operation?[] _places = new Operation?[Smallest];
    private int _placed;

    public void Add(Operation operation)
    {
        ref var place = ref PlaceOf(operation.Number);
        while (place is not null && _placed >= _places.Length / 2)
        {
            Widen();
            place = ref PlaceOf(operation.Number);
        }

        if (place is null)
            _placed++;
        else
            _elsewhere[place.Number] = place;
        place = operation;
    }

    public bool TryGet(long number, [NotNullWhen(true)] out Operation? operation)
    {
        operation = PlaceOf(number);
        return operation?.Number == number || _elsewhere.TryGetValue(number, out operation);
    }

    public bool Remove(long number, [NotNullWhen(true)] out Operation? operation)
    {
        ref var place = ref PlaceOf(number);
        operation = place;
        if (operation is null || operation.Number != number)
            return _elsewhere.Remove(number, out operation);
        place = null;
        _placed--;
        return true;
    }

    /// <summary>Takes out all that are left.</summary>
    public IReadOnlyList<Operation> Clear()
    {
        List<Operation> left = [.. _places.OfType<Operation>(), .. _elsewhere.Values];
        (_places, _placed) = (new Operation?[Smallest], 0);
        _elsewhere.Clear();
        return left;
    }

    private ref Operation? PlaceOf(long number) => ref _places[number & (_places.Length - 1)];

    private void Widen()
    {
        var before = _places;
        _places = new Operation?[before.Length * 2];
        foreach (var operation in before)
        {
            // No two of them had one place before, so none have now.
            if (operation is not null)
                PlaceOf(operation.Number) = operation;
        }
    }
}
