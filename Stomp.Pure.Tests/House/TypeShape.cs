using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Stomp.Pure.Tests.House;

/// <summary>A type as a signature writes it: its name, or what wraps it, and what it is made of.</summary>
internal sealed record TypeShape(string Name, ImmutableArray<TypeShape> Parts)
{
    public const string Array = "[]";
    public const string Reference = "&";
    public const string Pointer = "*";

    public TypeShape(string name, params IEnumerable<TypeShape> parts)
        : this(name, parts.ToImmutableArray())
    {
    }

    /// <summary>The shape and all that it is made of.</summary>
    public IEnumerable<TypeShape> Whole => Parts.SelectMany(part => part.Whole).Prepend(this);
}
