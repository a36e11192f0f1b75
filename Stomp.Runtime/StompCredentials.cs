using System.Text;

namespace Stomp.Runtime;

/// <summary>What somebody logs in with.</summary>
/// <param name="Login">The name.</param>
/// <param name="Passcode">The password, or a token in its place; never printed.</param>
public sealed record StompCredentials(string Login, string Passcode)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Login = ").Append(Login).Append(", Passcode = ***");
        return true;
    }
}
