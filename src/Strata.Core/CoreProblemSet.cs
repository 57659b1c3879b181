using Strata.Core.Data;
using Strata.Core.Diffing;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Planning.Ordering;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Core.Transfer;

namespace Strata.Core;

/// <summary>The problems of this library.</summary>
public static class CoreProblemSet
{
    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        .. ExecutionProblems.All,
        .. OrderingProblems.All,
        .. ProvingProblems.All,
        .. DiffProblems.All,
        .. ProviderProblems.All,
        .. SqlProblems.All,
        .. JournalProblems.All,
        .. FolderProblems.All,
        .. RecordProblems.All,
        .. DataToolProblems.All,
        .. TransferProblems.All,
    ];
}
