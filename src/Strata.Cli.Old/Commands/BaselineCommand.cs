using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>
/// Hands a database that has the schema already over to migrations: from push, or from nobody. Only after seeing that it is exactly what
/// the migrations
/// lead to.
/// </summary>
internal sealed class BaselineCommand(App app, Project project)
{
    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("baseline", CommandList.Describe("baseline"));
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync("baseline", app.Time, () => new BaselineCommand(app, project).RunAsync(cancellationToken))
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        if (folder is null || folder.Migrations.IsEmpty)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST3001",
                    project.MigrationsFolder,
                    "there is no migration to take the database over to",
                    "nothing was changed",
                    "create the first one: strata generate"
                )
            );
        var wanted = await Replay.HeadAsync(project, folder, null, cancellationToken).ConfigureAwait(false);
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var name = project.Environment!.Name;
        var options = project.RunOptions();
        await new HistoryEditor(target, options, app.Time, new RunReport(project.Report).Show)
            .EditAsync(
                async (state, ct) =>
                {
                    StampCheck.RequireEnvironment(state.Stamp, name, target.Name);
                    if (state.Current.Any())
                        throw new ProblemException(
                            ProblemKind.Refused,
                            new(
                                "ST9020",
                                target.Name,
                                "the database has a history of migrations already",
                                "nothing was changed",
                                "see it: strata status"
                            )
                        );
                    var differences = await project
                        .DifferencesAsync(await project.Ignoring.ReadAsync(target.Connection, ct).ConfigureAwait(false), wanted, ct)
                        .ConfigureAwait(false);
                    if (differences.Count > 0)
                        throw new ProblemException(
                            ProblemKind.Differences,
                            new(
                                "ST4004",
                                target.Name,
                                $"the database is not what the migrations lead to: {string.Join("; ", differences.Take(10))}{(differences.Count > 10 ? $" and {differences.Count - 10} more" : "")}",
                                "nothing was changed",
                                $"see the SQL between them: strata diff --from env:{name} --to migrations"
                            )
                        );
                    var stamp = new Stamp(name, StampMode.Migrate, options.Policy, state.Stamp?.Identity ?? Guid.NewGuid())
                    {
                        Place = state.Place,
                    };
                    return
                    [
                        .. folder.Migrations.Select(m =>
                            (Bookkeeping)new SaveHistory(Row(m, HistoryKind.Baseline, options.Run, m.Entry.Fingerprint))
                        ),
                        new SaveStamp(stamp),
                    ];
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["head"] = folder.Migrations[^1].Tag },
            $"{target.Name} equals {folder.Migrations[^1].Tag}; from now on it is changed by migrate"
        );
    }

    /// <summary>The row of a migration that is taken to be applied.</summary>
    public static HistoryRow Row(Migration migration, HistoryKind kind, RunInfo run, string? fingerprint) =>
        HistoryRow.Of(migration, HistoryState.Applied, migration.Script.Statements.Length, run) with
        {
            Kind = kind,
            Fingerprint = fingerprint,
        };
}
