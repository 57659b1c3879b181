using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;
using Strata.Postgres.Record;
using Strata.Postgres.Shadow;
using Strata.Postgres.Syntax;

namespace Strata.Postgres;

/// <summary>The problems of this library.</summary>
public static class PostgresProblemSet
{
    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [.. ConnectionProblems.All, .. ServerProblems.All, .. ShadowProblems.All, .. RecordReaderProblems.All, .. StatementProblems.All];
}
