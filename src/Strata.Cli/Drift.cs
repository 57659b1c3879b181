using Strata.Cli.Output;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli;

/// <summary>A live database beside what its own history says it should be. Reads only: a login that may do no more is enough.</summary>
internal sealed class Drift(Project project)
{
    /// <exception cref="ProblemException">Record and folder do not fit (exit 3), no migration was ever applied (ST4010, exit 2), or there
    /// is no database (exit 11).</exception>
    public async Task<(Catalog Live, Catalog Wanted, string Head, string Target)> LookAsync(CancellationToken cancellationToken)
    {
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var (live, state, name) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        // Throws where record and folder do not fit: what the database should be is then unknown.
        HistoryCheck.Compare(folder.Migrations, state, name, to: null, OutOfOrder.Apply);
        var head =
            HistoryCheck.Head(folder.Migrations, state)
            ?? throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST4010",
                    name,
                    "no migration was ever applied to this database, so nothing says what it should be",
                    "nothing was changed",
                    "take it over: strata baseline; or compare it with anything else: strata diff"
                )
            );
        // What was merged late and has not run is no part of what this database should be.
        var rows = state.Current.Where(r => r.State == HistoryState.Applied).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        var applied = folder.Only(m => rows.Contains(m.Tag) || m.Entry.Replaces.Count > 0);
        var wanted =
            applied.Migrations.Length == folder.Migrations.Length && head.Tag == folder.Migrations[^1].Tag
                ? await Replay.HeadAsync(project, folder, live, cancellationToken).ConfigureAwait(false)
                : await project
                    .Report.WorkAsync(
                        "Replaying the migrations in a throwaway database",
                        () => Replay.RunAsync(project, applied, head.Idx, _ => { }, cancellationToken)
                    )
                    .ConfigureAwait(false);
        if (!Prover.SameServer(live, wanted))
            wanted = await Replay.RunAsync(project, applied, head.Idx, _ => { }, cancellationToken).ConfigureAwait(false);
        wanted = project.Ignoring.Without(wanted);
        live = project.Managed(live, wanted);
        PlanPrinter.Unclaimed(project.Report, live);
        wanted = project.Dialect.Align(wanted, live);
        return (live, wanted, head.Tag, name);
    }

    private async Task<(Catalog Live, TargetState State, string Name)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            throw new ProblemException(
                ProblemKind.NoConnection,
                new(
                    Problem.MissingDatabase,
                    target.Name,
                    "there is no database",
                    "nothing was done",
                    "correct the path, or create it: strata migrate"
                )
            );
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (await project.Ignoring.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false), state, target.Name);
    }
}
