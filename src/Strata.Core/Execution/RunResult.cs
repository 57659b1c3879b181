namespace Strata.Core.Execution;

/// <summary>The result of a run.</summary>
/// <param name="Tags">Applied or rolled back, in order.</param>
/// <param name="Head">The last migration that the database has now; null when it has none.</param>
/// <param name="Fingerprint">Of the schema at the end; null when none was asked for.</param>
public sealed record RunResult(IReadOnlyList<string> Tags, string? Head, string? Fingerprint);
