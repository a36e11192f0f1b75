using System.Globalization;

namespace Stomp.Pure.Values;

/// <summary>
/// A numbered reference to something confidential that the shell holds. It compares by number and prints as <c>***</c>,
/// so that no state, effect or transcript has anything to hide.
/// </summary>
/// <param name="Number">Which one; the shell that made it knows.</param>
public readonly record struct Secret(int Number)
{
    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>The number, for those who keep the table.</summary>
    public string Key => Number.ToString(CultureInfo.InvariantCulture);
}
