using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>Migrations run from the first on in a throwaway database, by the same executor that runs them for real.</summary>
internal static class Replay
{
    /// <summary>The schema after a migration; after all of them when <paramref name="to"/> is null.</summary>
    /// <exception cref="ProblemException">A migration fails, exit 7 or 8; it says which statement, where.</exception>
    public static async Task<Catalog> RunAsync(
        Project project,
        MigrationFolder folder,
        int? to,
        Action<RunEvent> report,
        CancellationToken cancellationToken
    )
    {
        await using var shadow = await project.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var target = project.Tools.Target(shadow.ConnectionString);
        await new Migrator(target, new MigratorOptions { To = to }, TimeProvider.System, report)
            .MigrateAsync(folder, cancellationToken)
            .ConfigureAwait(false);
        return await project.Dialect.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The head snapshot where it belongs to the last migration and was read from such a server as it will be compared with, else (a
    /// migration written by hand, a merge, another
    /// major version) a replay.
    /// </summary>
    public static async Task<Catalog> HeadAsync(
        Project project,
        MigrationFolder folder,
        Catalog? comparedWith,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await project.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var last = folder.Migrations[^1].Entry;
        if (
            last.Fingerprint is not null
            && last.Fingerprint == Snapshot.Fingerprint(snapshot, project.Dialect.Kinds, project.Dialect.Name)
            && (comparedWith is null || Prover.SameServer(snapshot, comparedWith))
        )
            return snapshot;
        return await project
            .Report.WorkAsync(
                "Replaying the migrations in a throwaway database",
                () => RunAsync(project, folder, null, _ => { }, cancellationToken)
            )
            .ConfigureAwait(false);
    }
}
