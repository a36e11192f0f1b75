namespace Stomp.Properties;

/// <summary>How many cases a property is tried with: few where it runs against every mutant (build/stryker.sh).</summary>
internal static class Cases
{
#if FEW_CASES
    public const int Many = 20;
    public const int Some = 20;
#else
    public const int Many = 1000;
    public const int Some = 500;
#endif
}
