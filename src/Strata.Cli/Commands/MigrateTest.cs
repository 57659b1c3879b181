using System.Text.Json.Nodes;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Cli.Commands;

/// <summary>
/// <c>migrate --test</c>: everything from empty on a throwaway database must equal Schema.cs; then every down-script, last to first, must
/// lead back.
/// </summary>
internal sealed class MigrateTest(Project project)
{
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        var wanted = project.Ignoring.RequireUndeclared(
            await project
                .Report.WorkAsync(
                    "Building the schema in a throwaway database",
                    () => project.CodeSource(code).LoadAsync(cancellationToken)
                )
                .ConfigureAwait(false)
        );

        var (reached, reversed) = await ReplayAsync(folder, cancellationToken).ConfigureAwait(false);
        var differences = Prover.Differences(reached, wanted);
        // Typed in again, an expression may be printed differently: what is compared must have gone the same way.
        if (differences.Count > 0)
            differences = Prover.Differences(
                reached,
                await new ShadowRunner(project.Dialect).SettleAsync(project.Shadows, wanted, cancellationToken).ConfigureAwait(false)
            );
        if (differences.Count > 0)
        {
            foreach (var difference in differences)
                project.Report.Event("difference", new JsonObject { ["text"] = difference });
            throw new ProblemException(
                ProblemKind.Differences,
                new(
                    "ST4002",
                    project.MigrationsFolder,
                    $"replayed, the migrations do not lead to the schema: {string.Join("; ", differences.Take(10))}{(differences.Count > 10 ? $" and {differences.Count - 10} more" : "")}",
                    "no database of yours was touched",
                    "write the missing migration: strata generate"
                )
            );
        }
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["migrations"] = folder.Migrations.Length, ["reversed"] = reversed },
            $"{Count(folder.Migrations.Length, "migration leads", "migrations lead")} from an empty database to the "
                + $"schema; {Count(reversed, "down-script leads", "down-scripts lead")} back"
        );
    }

    private static string Count(int n, string one, string many) => $"{n} {(n == 1 ? one : many)}";

    private async Task<(Catalog Reached, int Reversed)> ReplayAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        await using var shadow = await project.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        var states = await UpAsync(shadow, folder, cancellationToken).ConfigureAwait(false);
        return (states[^1], await DownAsync(shadow, folder, states, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The state before the first migration, and after each.</summary>
    private async Task<List<Catalog>> UpAsync(IShadow shadow, MigrationFolder folder, CancellationToken cancellationToken)
    {
        List<Catalog> states = [await project.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false)];
        await using var target = project.Tools.Target(shadow.ConnectionString);
        var show = new RunReport(project.Report);
        foreach (var migration in folder.Migrations)
        {
            await new Migrator(
                target,
                new MigratorOptions { To = migration.Idx },
                TimeProvider.System,
                e =>
                {
                    if (e is not (Connected or Core.Execution.Pending or RunFinished))
                        show.Show(e);
                }
            ).MigrateAsync(folder, cancellationToken).ConfigureAwait(false);
            states.Add(await project.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false));
        }
        return states;
    }

    private async Task<int> DownAsync(IShadow shadow, MigrationFolder folder, List<Catalog> states, CancellationToken cancellationToken)
    {
        var reversed = 0;
        for (var i = folder.Migrations.Length - 1; i >= 0; i--)
        {
            var migration = folder.Migrations[i];
            if (migration.Entry.Down is null || !File.Exists(migration.DownPath))
            {
                if (i > 0)
                    project.Report.Note($"{migration.Tag} has no down-script: it and what is before it were not run backwards");
                break;
            }
            var script = SqlScript.Parse(
                await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false),
                project.Dialect.Syntax,
                migration.DownPath,
                allowEmpty: true
            );
            await new ShadowRunner(project.Dialect)
                .RunAsync(
                    shadow.Connection,
                    new Plan([.. script.Statements.Select(s => new Batch(TransactionMode.None, [new Step(s.Text)]))]),
                    cancellationToken
                )
                .ConfigureAwait(false);
            var differences = Prover.Differences(
                await project.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false),
                states[i]
            );
            if (differences.Count > 0)
                throw new ProblemException(
                    ProblemKind.Differences,
                    new(
                        "ST4003",
                        migration.DownPath,
                        $"the down-script of {migration.Tag} does not lead back: {string.Join("; ", differences.Take(10))}",
                        "no database of yours was touched",
                        "correct the down-script, or write the reversal as a new migration"
                    )
                );
            reversed++;
        }
        return reversed;
    }
}
