using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Stomp.Pure.Tests.House;

/// <summary>The types of the core, and what their shapes say.</summary>
internal static class CoreTypes
{
    public const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Every type of the core that a person wrote.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(Pure.Values.Instant).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Stomp.Pure", StringComparison.Ordinal) == true && type.Name[0] != '<')];

    public static bool IsRecordClass(Type type) => type.GetMethod("<Clone>$", Declared) is not null;

    public static bool IsRecord(Type type) =>
        IsRecordClass(type) || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null);

    /// <summary>Those under which an assembly outside would have to derive to add a case.</summary>
    public static IEnumerable<Type> AbstractRecords => All.Where(type => type.IsAbstract && IsRecordClass(type));

    /// <summary>The abstract record at the top of a sum type.</summary>
    public static Type TopOf(Type type) => type.BaseType is { } above && above != typeof(object) ? TopOf(above) : type;
}
