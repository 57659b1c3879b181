using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Cli.Pulling;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>
/// A live database to a schema in C#, SQL files for what C# does not say, and a first migration that makes it all. Reads the database, and
/// writes nothing in it.
/// </summary>
internal sealed class PullCommand(App app, Project project, ProjectFiles files)
{
    private static readonly Option<string> s_url = new("--url")
    {
        Description = "the database, where there is no strata.json yet",
        HelpName = "URL",
    };
    private static readonly Option<bool> s_force = new("--force") { Description = "overwrite the files of the schema that are there" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("pull", CommandList.Describe("pull")) { s_url, s_force };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (project, files) = ProjectFiles.Load(app, options, parsed, parsed.GetValue(s_url), "pull");
                await using (project)
                    return (int)
                        await new PullCommand(app, project, new ProjectFiles(project, files))
                            .RunAsync(parsed.GetValue(s_force), cancellationToken)
                            .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(bool force, CancellationToken cancellationToken)
    {
        await files.RecoverAsync(cancellationToken).ConfigureAwait(false);
        var target = new PullTarget(project, force, "pull");
        var folder = await target.FolderAsync(cancellationToken).ConfigureAwait(false);
        var (live, convention) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        PlanPrinter.Unclaimed(project.Report, live);
        var puller = new Puller(project, convention, path => project.CodeAsync(path, cancellationToken));
        var (schema, loaded) = await project
            .Report.WorkAsync("Writing the schema and comparing what it comes to", () => puller.PullAsync(live, cancellationToken))
            .ConfigureAwait(false);
        await target.RequireFreeAsync(schema, cancellationToken).ConfigureAwait(false);

        JournalEntry? baseline = null;
        var migrations = ImmutableSortedDictionary<string, byte[]>.Empty;
        if (folder.Migrations.IsEmpty)
            (baseline, migrations) = new MigrationWriter(project.Dialect.Syntax, app.Time).Draft(
                folder,
                await BaselineAsync(loaded, cancellationToken).ConfigureAwait(false)
            );
        await files.WriteAsync(schema, target.Superseded(schema), migrations, cancellationToken).ConfigureAwait(false);
        return End(live, schema, baseline);
    }

    private async Task<(Catalog Live, SchemaConvention Convention)> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            throw new ProblemException(
                ProblemKind.NoConnection,
                new(
                    Problem.MissingDatabase,
                    project.Environment!.Name,
                    "the database is not there",
                    "nothing was written",
                    "correct its path in the URL"
                )
            );
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var live = await project
            .Report.WorkAsync("Reading the database", () => project.Ignoring.ReadAsync(target.Connection, cancellationToken))
            .ConfigureAwait(false);
        if (live.Objects.IsEmpty)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2111",
                    project.Environment!.Name,
                    "the database has nothing to pull: it is empty",
                    "nothing was written",
                    "name the one you mean with --env, or write a schema: strata init"
                )
            );
        return (live, await SchemaConvention.OfAsync(project, live, cancellationToken).ConfigureAwait(false));
    }

    private async Task<NewMigration> BaselineAsync(Catalog loaded, CancellationToken cancellationToken)
    {
        var made = await new MigrationMaker(project, new Changes(project, new RenameAnswers([], [])))
            .MakeAsync(Catalog.Empty, loaded, [], "baseline", cancellationToken)
            .ConfigureAwait(false);
        return made.Migration!;
    }

    private ExitCode End(Catalog live, PulledSchema schema, JournalEntry? baseline)
    {
        var environment = project.Environment!.Name == "local" ? "" : $" --env {project.Environment.Name}";
        var next = baseline is null
            ? "the migrations are as they were; next: strata generate"
            : $"the database was only read; to record {baseline.Tag} as applied there: strata baseline{environment}";
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["objects"] = live.Objects.Count,
                ["inSql"] = schema.InSql,
                ["unmanaged"] = live.Unclaimed.Length,
                ["baseline"] = baseline?.Tag,
            },
            $"pulled {live.Objects.Count} objects, {live.Objects.Count - schema.InSql} of them in C# and {schema.InSql}"
                + $" in SQL: what they come to equals the database\n{next}"
        );
    }
}
