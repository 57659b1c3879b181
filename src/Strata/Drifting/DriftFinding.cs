using Strata.Core.Model;

namespace Strata.Drifting;

/// <summary>The result of a look for drift.</summary>
/// <param name="Differences">The drift, a sentence each.</param>
/// <param name="Uncompared">The reason why the schema could not be compared where drift is an error; null where it was compared, or need
/// not be.</param>
internal sealed record DriftFinding(EquatableArray<string> Differences, string? Uncompared = null)
{
    public static DriftFinding None { get; } = new([]);

    /// <summary>True where there is none.</summary>
    public bool IsNone => Differences.Count == 0 && Uncompared is null;
}
