using Strata.Adopting;
using Strata.Backups;
using Strata.Baselining;
using Strata.Bundling;
using Strata.Checking;
using Strata.Core;
using Strata.Core.Problems;
using Strata.Data;
using Strata.Diagnosing;
using Strata.Drifting;
using Strata.Environments;
using Strata.Examining;
using Strata.Generating;
using Strata.Initializing;
using Strata.Migrating;
using Strata.Operations;
using Strata.Planning;
using Strata.Postgres;
using Strata.Project;
using Strata.Pulling;
using Strata.Purging;
using Strata.Pushing;
using Strata.Rebasing;
using Strata.Repairing;
using Strata.Replacing;
using Strata.Restoring;
using Strata.RollingBack;
using Strata.Scripting;
using Strata.Seeding;
using Strata.Sources;
using Strata.Sqlite;
using Strata.Squashing;
using Strata.SyncingContent;
using Strata.Verifying;

namespace Strata;

/// <summary>The problems of this library and of those that it is built on.</summary>
internal static class StrataProblemSet
{
    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        .. CoreProblemSet.All,
        .. ProjectProblemSet.All,
        .. PostgresProblemSet.All,
        .. SqliteProblemSet.All,
        .. AdoptProblems.All,
        .. BackupProblems.All,
        .. BaselineProblems.All,
        .. BundleProblems.All,
        .. CheckProblems.All,
        .. EndpointProblems.All,
        .. DiagnoseProblems.All,
        .. DriftProblems.All,
        .. EnvironmentProblems.All,
        .. ExaminingProblems.All,
        .. GenerateProblems.All,
        .. InitProblems.All,
        .. MigrateProblems.All,
        .. OperationProblems.All,
        .. UnexpectedProblems.All,
        .. PlanningProblems.All,
        .. PullProblems.All,
        .. PurgeProblems.All,
        .. PushProblems.All,
        .. RebaseProblems.All,
        .. RepairProblems.All,
        .. ReplaceProblems.All,
        .. RestoreProblems.All,
        .. RollbackProblems.All,
        .. ScriptProblems.All,
        .. SeedProblems.All,
        .. SourceProblems.All,
        .. SquashProblems.All,
        .. ContentProblems.All,
        .. VerifyProblems.All,
    ];
}
