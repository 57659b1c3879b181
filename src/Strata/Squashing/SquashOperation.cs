using System.Collections.Immutable;
using System.Text;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Core.Text;
using Strata.Operations;
using Strata.Planning;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Squashing;

/// <summary>Folds the first migrations into one baseline that replaces them, so that no database is ever marked by hand.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class SquashOperation(Workspace workspace, SquashRequest request)
{
    private const string NothingWritten = "nothing was written";
    private const string Keep = "keep the migrations as they are, and report this as a bug in Strata";

    /// <exception cref="ProblemException">There are no two migrations (exit 2), one was never applied (exit 3), statements on rows are
    /// undecided (exit 10), or the baseline does not lead to the same state (exit 4).</exception>
    public async Task<SquashResult> RunAsync(CancellationToken cancellationToken)
    {
        var found = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        found?.ThrowIfBroken();
        var (folder, chosen) = Choose(found);
        var rows = RowsOf(chosen);
        RequireDecision(rows);
        var last = chosen[^1];
        var state = await new Replay(workspace).ObservedAsync(folder, last.Idx, cancellationToken).ConfigureAwait(false);
        var made = await new MigrationMaker(workspace, new ChangePlanner(workspace, RenameAnswers.None))
        {
            Where = workspace.Migrations.Path,
            CureForUnread = Keep,
        }
            .MakeAsync(Catalog.Empty, state, [], request.Name, cancellationToken)
            .ConfigureAwait(false);
        var baseline = (made.Migration ?? new("")) with
        {
            Sql = Text(made, chosen, rows),
            Name = request.Name,
            Replaces = [.. chosen.SelectMany(Replaced)],
            Fingerprint = workspace.Migrations.Fingerprint(state.Catalog),
            // The snapshot is that of the head: it changes only where the baseline is the head.
            Files =
                last.Tag == folder.Migrations[^1].Tag
                    ? MigrationMaker.Snapshots(workspace, state.Catalog)
                    : ImmutableDictionary<string, byte[]>.Empty,
        };
        var folded = new MigrationWriter(workspace.Dialect.Syntax, workspace.Host.Time, workspace.Host.Variables).Fold(
            folder,
            chosen,
            baseline
        );
        await ProveAsync(folded, last.Idx, state, cancellationToken).ConfigureAwait(false);
        var backup = await new FolderReplacement(folder.Path, workspace.Host.Time)
            .ReplaceAsync(chosen, folded, cancellationToken)
            .ConfigureAwait(false);
        return new(folded.Entry.Tag, Path.Combine(folder.Path, folded.Entry.Tag) + ".sql", chosen.Length, backup);
    }

    private (MigrationFolder Folder, ImmutableArray<Migration> Chosen) Choose(MigrationFolder? folder)
    {
        if (folder is null || folder.Migrations.Length < 2)
            throw SquashProblems.TooFew.Error(
                workspace.Migrations.Path,
                "fewer than two migrations to squash",
                NothingWritten,
                $"see them: {Call.Strata("check").With("files")}"
            );
        var last = request.UpTo?.Find(folder).Idx ?? folder.Migrations[^1].Idx;
        ImmutableArray<Migration> chosen = [.. folder.Migrations.TakeWhile(m => m.Idx <= last)];
        if (chosen.Length < 2)
            throw SquashProblems.TooFew.Error("", "one migration is no squash", NothingWritten, "name a later one");
        if (chosen.FirstOrDefault(m => m.Entry.Hash is null) is { } open)
            throw SquashProblems.Unsealed.Error(
                open.Path,
                $"{open.Tag} is written by hand and was never applied from here: its text may still change",
                NothingWritten,
                $"apply it once: {Call.Strata("migrate")}"
            );
        return (folder, chosen);
    }

    private string Text(MadeMigration made, ImmutableArray<Migration> chosen, ImmutableArray<SqlStatement> rows)
    {
        var text = new StringBuilder($"-- replaces {chosen[0].Tag} to {chosen[^1].Tag}\n").Append(made.Migration?.Sql ?? "");
        if (request.Rows != RowStatements.Keep || rows.IsEmpty)
            return text.ToString();
        // The last batch of the schema may not be one that shares its transaction.
        if (made.Plan.Batches.Length > 1)
            text.Append($"\n{SqlHeaders.Line(SqlHeaders.Transaction, TransactionDirective.Word(TransactionMode.Shared))}");
        foreach (var statement in rows)
            text.Append($"\n-- from {Path.GetFileName(statement.Where)}\n")
                .Append(statement.Text.Trim().TrimEnd(';'))
                .Append(";\n")
                .Append(statement.CopyData is null ? "" : $"{statement.Data}\\.\n");
        return text.ToString();
    }

    /// <summary>A folded migration, and what it replaces itself, which a database may have in its history and need not have.</summary>
    private static IEnumerable<ReplacedMigration> Replaced(Migration migration) =>
        migration
            .Entry.Replaces.Select(r => r with { IsEarlier = true })
            .Append(new ReplacedMigration(migration.Tag, migration.Hash, IsEarlier: false));

    private ImmutableArray<SqlStatement> RowsOf(ImmutableArray<Migration> chosen) =>
        [.. chosen.SelectMany(m => m.Script.Statements).Where(s => RowEffects.MayChange(s) && !IsOfPlan(s))];

    /// <summary>
    /// Retained rows, of which an empty database has none, and what others retain stays where it is; and the copy of a table that is
    /// rebuilt, which the schema alone makes anew.
    /// </summary>
    private bool IsOfPlan(SqlStatement statement) =>
        Enumerable
            .Range(0, statement.Tokens.Length)
            .Select(i => statement.TokenText(i).Trim("'\"").ToString())
            .Any(name => workspace.Dialect.Quarantine.Owns(name) || workspace.Dialect.IsTransient(name));

    private void RequireDecision(ImmutableArray<SqlStatement> rows)
    {
        const int Named = 8;
        if (rows.IsEmpty || request.Rows != RowStatements.Undecided)
            return;
        var more = rows.Length > Named ? $" and {rows.Length - Named} more" : "";
        throw SquashProblems.RowsUndecided.Error(
            rows[0].Where,
            $"{Quantity.Count(rows.Length, "statement")} of the old migrations change rows, which the "
                + $"schema alone does not bring back: {string.Join("; ", rows.Take(Named).Select(s => $"{s.Where} {s.Summary()}"))}{more}",
            NothingWritten,
            $"to append them to the baseline: {Call.Option("keep-data")}; to leave them out (rows of existing "
                + $"databases stay as they are): {Call.Option("drop-data")}"
        );
    }

    /// <summary>An empty database that runs the baseline becomes what one became that ran the old migrations.</summary>
    private async Task ProveAsync(FoldedMigrations folded, int to, ObservedState state, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("strata-squash-").FullName;
        try
        {
            var batch = new FileBatch(folder);
            foreach (var (path, contents) in folded.Files)
                batch.Add(path, contents);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            var read = await MigrationFolder.ReadAsync(folder, workspace.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
            var reached = await workspace
                .Progress.WorkAsync(
                    "Proving the baseline in a shadow database",
                    () => new Replay(workspace).ObservedAsync(read, to, cancellationToken)
                )
                .ConfigureAwait(false);
            var (differences, _) = await new StateComparison(workspace)
                .CompareAsync(reached, state, cancellationToken)
                .ConfigureAwait(false);
            await new UnobservedNote(workspace).SayAsync(cancellationToken).ConfigureAwait(false);
            if (differences.AreUnread)
                throw StateComparison.Unread(differences.Objects, differences.Observer!, workspace.Migrations.Path, NothingWritten, Keep);
            if (!differences.AreNone)
                throw SquashProblems.Unproven.Error(
                    workspace.Migrations.Path,
                    $"the baseline does not lead to the state of the old migrations: {string.Join("; ", differences.Objects.Take(10))}",
                    NothingWritten,
                    Keep
                );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
