using System.Text;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Examining;
using Strata.Planning;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.RollingBack;

/// <summary>Writes down-scripts, the last migration's first, as the next migration; its own down-script is the migrations again.</summary>
/// <param name="workspace">The project.</param>
/// <param name="folder">Its migrations.</param>
/// <param name="candidates">The migrations to reverse, the last one first.</param>
internal sealed class ReversalMigration(Workspace workspace, MigrationFolder folder, IReadOnlyList<RollbackCandidate> candidates)
{
    private const string NothingWritten = "nothing was written";

    private Migration First => candidates[^1].Migration;

    /// <param name="isOutOfOrder">A migration of the folder is out of order and not applied.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">A later migration is not applied (ST2032, exit 2), a down-script is missing (ST3057, exit 3), or
    /// as <see cref="SchemaReversal.ReplacementsAsync"/>.</exception>
    public async Task<ReversalMigrationResult> WriteAsync(bool isOutOfOrder, CancellationToken cancellationToken)
    {
        var reversal = new SchemaReversal(workspace, folder);
        var replacements = await reversal.ReplacementsAsync(candidates, cancellationToken).ConfigureAwait(false);
        RequireLast(isOutOfOrder);
        RequireScripts();
        var up = await UpAsync(replacements, cancellationToken).ConfigureAwait(false);
        if (SqlScript.Parse(up, workspace.Dialect.Syntax, "rollback", allowEmpty: true).Statements.IsEmpty)
            return new(candidates.Count, null, null);
        var before = await reversal.BeforeAsync(First, cancellationToken).ConfigureAwait(false);
        var head = await new Replay(workspace).HeadAsync(folder, before, cancellationToken).ConfigureAwait(false);
        var script = SqlScript.Parse(up, workspace.Dialect.Syntax, "rollback");
        var hazards = new HazardExaminer(workspace).Between(script, head, before);
        var migration = new NewMigration(up)
        {
            Hazards = [.. hazards ?? []],
            IsExamined = hazards is not null,
            Name = Name(),
            Down = Down(),
            Fingerprint = workspace.Migrations.Fingerprint(before),
            Files = MigrationMaker.Snapshots(workspace, before),
        };
        var written = await new MigrationWriter(workspace.Dialect.Syntax, workspace.Host.Time, workspace.Host.Variables)
            .AppendAsync(folder, migration, cancellationToken)
            .ConfigureAwait(false);
        return new(candidates.Count, written, Path.Combine(workspace.Migrations.Path, written.Tag) + ".sql");
    }

    private void RequireLast(bool isOutOfOrder)
    {
        var last = folder.Migrations[^1];
        if (candidates[0].Migration.Tag == last.Tag && !isOutOfOrder)
            return;
        throw RollbackProblems.NotLast.Error(
            last.Path,
            isOutOfOrder
                ? "a migration that is out of order is not applied here, and a new one would come after it"
                : $"{last.Tag} is not applied here, and a new migration would come after it",
            NothingWritten,
            $"run it first: {Call.Strata("migrate")}; then roll back"
        );
    }

    private void RequireScripts()
    {
        if (candidates.FirstOrDefault(c => !c.HasScript) is { } without)
            throw ExecutionProblems.NoDownScript.Error(
                without.Migration.DownPath,
                $"{without.Migration.Tag} has no down-script",
                NothingWritten,
                $"write the reversal by hand: {Call.Strata("generate").With("custom")}"
            );
    }

    private async Task<string> UpAsync(Dictionary<string, SqlScript> replacements, CancellationToken cancellationToken)
    {
        var up = new StringBuilder();
        foreach (var migration in candidates.Select(c => c.Migration))
        {
            var text = replacements.TryGetValue(migration.Tag, out var replacement)
                ? replacement.Source.Text
                : await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false);
            up.Append($"-- rolls back {migration.Tag}\n{text.Trim()}\n\n");
        }
        return up.ToString().TrimEnd() + "\n";
    }

    private string Down()
    {
        var down = new StringBuilder();
        foreach (var migration in candidates.Select(c => c.Migration).Reverse())
            down.Append($"-- {migration.Tag} again\n{migration.Script.Source.Text.Trim()}\n\n");
        return down.ToString().TrimEnd() + "\n";
    }

    private string Name()
    {
        if (candidates.Count == 1)
            return $"roll_back_{First.Tag}";
        var index = folder.Migrations.IndexOf(First);
        return $"roll_back_to_{(index == 0 ? "nothing" : folder.Migrations[index - 1].Tag)}";
    }
}
