namespace Stomp.Pure.Tests.House;

/// <summary>One place in an assembly where a type stands.</summary>
/// <param name="User">The type whose member it is.</param>
/// <param name="Member">The member, or the type itself.</param>
/// <param name="Type">What stands there.</param>
internal sealed record Use(string User, string Member, string Type)
{
    public string UserNamespace => NamespaceOf(User);

    public string TypeNamespace => NamespaceOf(Type);

    public override string ToString() => $"{User}.{Member} uses {Type}";

    private static string NamespaceOf(string type)
    {
        var outer = type.Split('+')[0];
        var dot = outer.LastIndexOf('.');
        return dot < 0 ? "" : outer[..dot];
    }
}
