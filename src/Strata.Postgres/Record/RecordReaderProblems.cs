using Strata.Core.Problems;

namespace Strata.Postgres.Record;

/// <summary>The problems of reading the record in a database.</summary>
internal static class RecordReaderProblems
{
    public static readonly ProblemDefinition RecordUnreadable = new(
        "ST1217",
        ProblemKind.Preflight,
        "the login may not read Strata's record"
    )
    {
        Meaning = "The schema strata of the database belongs to another role, which has not granted this one access.",
        Resolution = "Grant USAGE on the schema strata and SELECT on its tables, or use the login that runs the migrations.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [RecordUnreadable];
}
