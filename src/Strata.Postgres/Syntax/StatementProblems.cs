using Strata.Core.Problems;

namespace Strata.Postgres.Syntax;

/// <summary>The problems of statements that run outside of a transaction.</summary>
internal static class StatementProblems
{
    public static readonly ProblemDefinition CopyAlone = new("ST1214", ProblemKind.Preflight, "COPY from stdin outside of a transaction")
    {
        Meaning = "COPY … FROM stdin cannot run outside of a transaction, because a part of its rows could not be told apart.",
        Resolution = "Move it to a migration of its own.",
    };

    public static readonly ProblemDefinition UnnamedIndex = new(
        "ST3030",
        ProblemKind.Inconsistent,
        "an index that is built concurrently has no name"
    )
    {
        Meaning = "An interrupted CREATE INDEX CONCURRENTLY leaves an invalid index, which can be found by its name only.",
        Resolution = "Name the index.",
        Example = "CREATE INDEX CONCURRENTLY ON movies (title)",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [CopyAlone, UnnamedIndex];
}
