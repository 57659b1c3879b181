using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Environments;
using Strata.Project.Configuration;
using Strata.Project.Guards;
using Strata.Project.Workspaces;

namespace Strata.Generating;

/// <summary>Judges changes of migrations that are written already: only one that no database has run may be changed or removed.</summary>
/// <param name="workspace">The project.</param>
/// <param name="absent">Names of environments that have not run them, as a person knows; their databases need not be reached.</param>
internal sealed class PendingGuard(Workspace workspace, IReadOnlyList<string> absent)
{
    private const string Unchanged = "nothing was changed";

    private sealed record Use(EnvironmentConfig Environment, EnvironmentPolicy Policy, string Tag);

    /// <summary>Requires that no database has run a migration.</summary>
    /// <param name="tag">The migration.</param>
    /// <param name="restore">Makes its file what a rollback needs; null where it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">One has (ST9065, exit 9), or one cannot be read and nobody answers for it (ST1131, exit
    /// 10).</exception>
    public async Task RequireUnusedAsync(string tag, Remedy? restore, CancellationToken cancellationToken)
    {
        var uses = await UsesAsync([tag], cancellationToken).ConfigureAwait(false);
        // The one that cannot be rolled back decides.
        if (uses.MaxBy(u => u.Policy) is not { } use)
            return;
        var rollback = Call.Strata("rollback").With("env", use.Environment.Name);
        Remedy next =
            use.Policy == EnvironmentPolicy.Open
                ? (Remedy)$"roll it back there first: {rollback}"
                : $"write its reversal as the next migration: {rollback.With("as-migration")}";
        throw GenerateProblems.Deployed.Error(
            use.Environment.Where,
            $"{tag} was run on {use.Environment.Name}",
            Unchanged,
            restore is null ? next : $"{restore}; then {next}"
        );
    }

    /// <summary>Requires that migrations were run nowhere but on open databases, which can be made again.</summary>
    /// <returns>The open environments that have run one.</returns>
    /// <exception cref="ProblemException">As <see cref="RequireUnusedAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> RequireUndeployedAsync(IReadOnlyList<Migration> edited, CancellationToken cancellationToken)
    {
        var uses = await UsesAsync([.. edited.Select(m => m.Tag)], cancellationToken).ConfigureAwait(false);
        if (uses.FirstOrDefault(u => u.Policy != EnvironmentPolicy.Open) is not { } use)
            return [.. uses.Select(u => u.Environment.Name).Distinct()];
        var migration = edited.First(m => m.Tag == use.Tag);
        var commit = await workspace.Migrations.OriginalAsync(migration, migration.Entry.Hash, cancellationToken).ConfigureAwait(false);
        throw GenerateProblems.DeployedEdit.Error(
            migration.Path,
            $"{use.Tag} was run on {use.Environment.Name} as it was before the edit",
            Unchanged,
            commit is null
                ? (Remedy)"get the file as it was from another clone or a backup, and write the change as the next migration"
                : $"undo the edit: {Call.Git("checkout", commit, "--", migration.Path)}; then write the change as the next migration: "
                    + $"{Call.Strata("generate")}"
        );
    }

    private async Task<IReadOnlyList<Use>> UsesAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        foreach (var name in absent)
            workspace.Config.Environment(name);
        var records = await new EnvironmentRecords(workspace).ReadAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Use> uses =
        [
            .. from record in records
            from row in record.State?.Current ?? []
            where tags.Contains(row.Tag) && (row.State != HistoryState.Failed || row.StatementsDone > 0)
            select new Use(record.Environment, record.Policy!.Value, row.Tag),
        ];
        var unread = records.Where(r => r.IsUnread && !absent.Contains(r.Environment.Name)).Select(r => r.Environment).ToList();
        if (unread.Count > 0 && !uses.Any(u => u.Policy != EnvironmentPolicy.Open))
            await Unread(unread, tags).RequireAsync(workspace.Host.Decisions, cancellationToken).ConfigureAwait(false);
        return uses;
    }

    private static Verdict Unread(List<EnvironmentConfig> unread, IReadOnlyList<string> tags)
    {
        var names = string.Join(", ", unread.Select(e => e.Name));
        var known = Call.Option("not-applied", unread[0].Name);
        foreach (var environment in unread.Skip(1))
            known = known.With("not-applied", environment.Name);
        var missing = GenerateProblems.Unread.At(
            unread[0].Where,
            $"{names} cannot be read, and may have run {string.Join(", ", tags)}",
            Unchanged,
            $"run it where {names} can be reached; or, where it is certain: {known}"
        );
        return new Verdict.NeedsConfirmation(
            new(
                QuestionKind.ChangeWritten,
                $"{names} cannot be read. A migration that a database has run must not change. Is it certain that it was not run there?"
            ),
            missing,
            missing with
            {
                Kind = ProblemKind.Refused,
            }
        );
    }
}
