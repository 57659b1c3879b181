using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Pulling;

/// <summary>A request to write a schema from a database.</summary>
public sealed record PullRequest
{
    /// <summary>Files of the schema may be overwritten, and migrations may exist already.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>The outcome of a pull.</summary>
/// <param name="Objects">The number of objects of the database.</param>
/// <param name="InSql">The number of these that SQL files declare.</param>
/// <param name="Unmanaged">The number of unmanaged objects.</param>
/// <param name="Baseline">The journal entry of the first migration; null where there were migrations already.</param>
public sealed record PullResult(int Objects, int InSql, int Unmanaged, JournalEntry? Baseline) : OperationResult
{
    /// <summary>The next step.</summary>
    public Remedy Next
    {
        get
        {
            if (Baseline is null)
                return $"the migrations are as they were; next: {Call.Strata("generate")}";
            return $"the database was only read; to record {Baseline.Tag} as applied there: {Call.Strata("baseline")}";
        }
    }

    internal override JsonObject ToJson() =>
        OperationJson.Object(("objects", Objects), ("inSql", InSql), ("unmanaged", Unmanaged), ("baseline", Baseline?.Tag));
}
