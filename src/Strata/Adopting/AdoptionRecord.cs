using System.Collections.Immutable;
using Strata.Baselining;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Adopting;

/// <summary>Takes a database from another tool's record to ours: compared first, then recorded in one transaction.</summary>
/// <param name="workspace">The project.</param>
/// <param name="reader">Reads the other tool's record.</param>
/// <param name="acceptDifferences">Differences are accepted.</param>
internal sealed class AdoptionRecord(Workspace workspace, ToolDatabaseReader reader, bool acceptDifferences)
{
    private const string NothingWritten = "nothing was written";
    private string? _fingerprint;

    /// <summary>The database has our record of these migrations already.</summary>
    /// <exception cref="ProblemException">It has another one, or is another environment's (exit 9).</exception>
    public bool IsDone(ToolDatabase database, AdoptionPlan plan)
    {
        RequireStamp(database.State, database.Target);
        if (!database.State.Current.Any())
            return false;
        var rows = database
            .State.Current.Where(r => r.State == HistoryState.Applied)
            .ToDictionary(r => r.Tag, r => r.Hash, StringComparer.Ordinal);
        return plan.Done.All(m => rows.GetValueOrDefault(m.Tag) == m.Hash) ? true : throw HasHistory(database.Target);
    }

    /// <summary>The schema after a migration; after all of them when <paramref name="to"/> is null.</summary>
    /// <exception cref="ProblemException">They do not run (ST3064, exit 3).</exception>
    public async Task<Catalog> ReplayAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken)
    {
        try
        {
            return await new Replay(workspace).ReportedAsync(folder, to, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial)
        {
            throw AdoptProblems.NotReplayed.Error(
                e.Problem.Where,
                $"run from the first on in a shadow database, the migrations do not come to their end: {e.Problem.What}",
                NothingWritten,
                $"correct the file if it was never run anywhere; else take the database over as it is: {Call.Strata("pull")}"
                    + $", then {Call.Strata("baseline")}",
                e
            );
        }
    }

    /// <summary>Compares the database with the state that its applied migrations lead to.</summary>
    /// <param name="database">The database.</param>
    /// <param name="plan">The migrations.</param>
    /// <param name="all">The schema after all migrations; null where it is not known.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">They differ (ST4004, exit 4).</exception>
    public async Task CompareAsync(ToolDatabase database, AdoptionPlan plan, Catalog? all, CancellationToken cancellationToken)
    {
        var wanted =
            plan.Head is not { } head ? Catalog.Empty
            : all is not null && plan.Applied == plan.Folder.Migrations.Length ? all
            : await ReplayAsync(plan.Folder, head.Idx, cancellationToken).ConfigureAwait(false);
        var differences = await workspace.Scope.DifferencesAsync(database.Live, wanted, cancellationToken).ConfigureAwait(false);
        _fingerprint = workspace.Migrations.Fingerprint(workspace.Scope.Managed(database.Live, wanted));
        if (differences.Count == 0)
            return;
        var shown = workspace.Progress.Differences(differences);
        if (acceptDifferences)
        {
            foreach (var difference in differences)
                workspace.Progress.Note($"accepted: {difference}");
            return;
        }
        var history = plan.Head is { } last
            ? $"its history up to {last.Tag} leads to"
            : "an empty database, and no migration counts as applied";
        throw BaselineProblems.Differs.Error(
            database.Target,
            $"the database is not what {history}: {shown}",
            NothingWritten,
            $"make them equal with the other tool; or accept the differences: {Call.Option("accept-differences")}, "
                + $"then see them: {Call.Strata("drift").With("sql")}"
        );
    }

    /// <summary>Writes the files where there are any, and then the record: seen again under the lock, and in one transaction.</summary>
    /// <param name="database">The database as it was compared.</param>
    /// <param name="plan">The migrations.</param>
    /// <param name="writeFiles">Writes the files; null where they exist already.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WriteAsync(
        ToolDatabase database,
        AdoptionPlan plan,
        Func<CancellationToken, Task>? writeFiles,
        CancellationToken cancellationToken
    )
    {
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var options = workspace.RunOptions();
        var isWritten = false;
        try
        {
            await new HistoryEditor(target, options, workspace.Host.Time, workspace.Progress.Report) { PreparesFirst = true }
                .EditAsync(
                    async (state, ct) =>
                    {
                        await RequireUnchangedAsync(database, state, target, ct).ConfigureAwait(false);
                        // The files first: without the record they are found by the next run, and a record without files would be one of
                        // unknown migrations.
                        if (writeFiles is not null)
                            await writeFiles(ct).ConfigureAwait(false);
                        isWritten = writeFiles is not null;
                        return Rows(plan, state, options);
                    },
                    mode: null,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (isWritten)
        {
            throw FilesWithoutRecord(e);
        }
    }

    private static ProblemException FilesWithoutRecord(ProblemException e) =>
        new ProblemException(
            e.Problem with
            {
                State = $"the files are written; of the database: {e.Problem.State}",
                Next = "run the command again: it uses the files that exist, and records the rest",
            },
            e
        );

    private async Task RequireUnchangedAsync(
        ToolDatabase database,
        TargetState state,
        IMigrationTarget target,
        CancellationToken cancellationToken
    )
    {
        RequireStamp(state, target.Name);
        if (state.Current.Any())
            throw HasHistory(target.Name);
        var (live, _, rows) = await reader.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
        if (!database.IsUnchanged(rows, live))
            throw AdoptProblems.Changed.Error(
                target.Name,
                $"the schema or {reader.TableName} changed while they were being read: another tool is running",
                NothingWritten,
                "wait for it to end, then run the command again"
            );
    }

    private ImmutableArray<Bookkeeping> Rows(AdoptionPlan plan, TargetState state, RunOptions options)
    {
        var identity = state.Stamp?.Identity ?? Guid.NewGuid();
        var stamp = new Stamp(workspace.Environment.Name, StampMode.Migrate, options.Policy, identity) { Place = state.Place };
        return
        [
            .. plan.Done.Select(m => new SaveHistory(
                HistoryRow.Of(m, HistoryState.Applied, m.Script.Statements.Length, options.Run) with
                {
                    Kind = HistoryKind.Adopt,
                    Fingerprint = m == plan.Head ? _fingerprint : null,
                }
            )),
            new SaveStamp(stamp),
        ];
    }

    private void RequireStamp(TargetState state, string target) =>
        StampCheck.RequireEnvironment(state.Stamp, workspace.Environment.Name, target);

    private static ProblemException HasHistory(string target) =>
        BaselineProblems.HasHistory.Error(
            target,
            "the database already has a history of migrations",
            NothingWritten,
            $"see it: {Call.Strata("status")}"
        );
}
