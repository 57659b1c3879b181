using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Baselining;

/// <summary>A request to take a database over.</summary>
public sealed record BaselineRequest
{
    /// <summary>The last migration that the database has; null for the last one of the folder.</summary>
    public MigrationReference? At { get; init; }
}

/// <summary>The outcome of a baseline.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Head">The migration whose state the database has.</param>
public sealed record BaselineResult(string Target, string Head) : OperationResult
{
    /// <summary>The number of migrations after it, which are pending.</summary>
    public int Pending { get; init; }

    internal override JsonObject ToJson() => OperationJson.Object(("head", Head), ("pending", Pending));
}

/// <summary>
/// Hands a database that already has the schema over to migrations, from push or from nobody: only after it was compared with what the
/// migrations lead to.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class BaselineOperation(Workspace workspace, BaselineRequest request)
{
    private const string Unchanged = "nothing was changed";

    /// <exception cref="ProblemException">There is no migration (exit 2), the database has a history or another environment's stamp (exit
    /// 9), or differs (exit 4).</exception>
    public async Task<BaselineResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        if (folder is null || folder.Migrations.IsEmpty)
            throw OperationProblems.NoMigration.Error(
                workspace.Migrations.Path,
                "no migration to take the database over to",
                Unchanged,
                $"create the first one: {Call.Strata("generate")}"
            );
        var at = request.At?.Find(folder) ?? folder.Migrations[^1];
        ImmutableArray<Migration> taken = [.. folder.Migrations.Take(folder.Migrations.IndexOf(at) + 1)];
        var replay = new Replay(workspace);
        var wanted =
            taken.Length == folder.Migrations.Length
                ? await replay.HeadAsync(folder, null, cancellationToken).ConfigureAwait(false)
                : await replay.ReportedAsync(folder.Only(taken.Contains), null, cancellationToken).ConfigureAwait(false);
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var options = workspace.RunOptions();
        await new HistoryEditor(target, options, workspace.Host.Time, workspace.Progress.Report)
            .EditAsync(
                async (state, ct) =>
                {
                    await RequireEqualAsync(state, target, at, wanted, ct).ConfigureAwait(false);
                    return Rows(taken, state, options);
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new(target.Name, at.Tag) { Pending = folder.Migrations.Length - taken.Length };
    }

    private async Task RequireEqualAsync(
        TargetState state,
        IMigrationTarget target,
        Migration at,
        Catalog wanted,
        CancellationToken cancellationToken
    )
    {
        var name = workspace.Environment.Name;
        StampCheck.RequireEnvironment(state.Stamp, name, target.Name);
        if (state.Current.Any())
            throw BaselineProblems.HasHistory.Error(
                target.Name,
                "the database already has a history of migrations",
                Unchanged,
                $"see it: {Call.Strata("status")}"
            );
        var live = await workspace.Scope.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
        var differences = await workspace.Scope.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false);
        if (differences.Count > 0)
            throw BaselineProblems.Differs.Error(
                target.Name,
                $"the database is not what the migrations up to {at.Tag} lead to: {workspace.Progress.Differences(differences)}",
                Unchanged,
                $"see the SQL between them: {Call.Strata("diff").With("from", $"env:{name}").With("to", $"migrations:{at.Tag}")}"
            );
    }

    private ImmutableArray<Bookkeeping> Rows(ImmutableArray<Migration> taken, TargetState state, RunOptions options)
    {
        var identity = state.Stamp?.Identity ?? Guid.NewGuid();
        var stamp = new Stamp(workspace.Environment.Name, StampMode.Migrate, options.Policy, identity) { Place = state.Place };
        return
        [
            .. taken.Select(m => new SaveHistory(
                HistoryRow.Of(m, HistoryState.Applied, m.Script.Statements.Length, options.Run) with
                {
                    Kind = HistoryKind.Baseline,
                    Fingerprint = m.Entry.Fingerprint,
                }
            )),
            new SaveStamp(stamp),
        ];
    }
}
