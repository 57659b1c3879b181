namespace Strata.Core.Execution;

/// <summary>Delays that keep runs from moving in step.</summary>
internal static class Backoff
{
    /// <summary>Between half and one and a half of a delay.</summary>
    public static TimeSpan Jitter(TimeSpan delay) => delay * (0.5 + Random.Shared.NextDouble());
}
