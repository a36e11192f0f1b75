using System;
using System.Text;

namespace Stomp.Runtime.Deliveries;

/// <summary>The charset of a content type.</summary>
internal static class Charset
{
    /// <summary>The encoding that <c>;charset=</c> names, null when it names none.</summary>
    /// <exception cref="NotSupportedException">The charset is unknown here.</exception>
    public static Encoding? Of(string? contentType)
    {
        if (contentType is null)
            return null;
        foreach (var part in contentType.Split(';'))
        {
            var parameter = part.Trim();
            if (!parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))
                continue;
            var name = parameter["charset=".Length..].Trim('"', ' ');
            try
            {
                return Encoding.GetEncoding(name);
            }
            catch (ArgumentException exception)
            {
                throw new NotSupportedException($"The content type names the charset {name}, which is unknown here; more are known when System.Text.CodePagesEncodingProvider.Instance is registered.", exception);
            }
        }

        return null;
    }
}
