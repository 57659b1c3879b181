namespace Strata.Schema;

/// <summary>A line of the user's code.</summary>
internal readonly record struct SourceLine(string File, int Line);
