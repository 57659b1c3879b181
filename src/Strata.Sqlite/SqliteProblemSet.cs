using Strata.Core.Problems;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite;

/// <summary>The problems of this library.</summary>
public static class SqliteProblemSet
{
    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [.. SqliteProblems.All];
}
