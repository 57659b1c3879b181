using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Adopting;
using Strata.Cli.Pulling;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>
/// Another tool's project: its folder of migrations becomes ours, and what its table says was run is recorded as applied, after the
/// database was seen to be what that leads
/// to. Its files and its table stay as they are.
/// </summary>
internal sealed class AdoptCommand(App app, Project project, ProjectFiles files, ITool tool, AdoptSettings settings)
{
    private static readonly Argument<string> s_tool = new("tool") { Description = "drizzle, ef, dbmate or flyway", HelpName = "TOOL" };
    private static readonly Argument<string> s_dir = new("dir") { Description = "its folder of migrations", HelpName = "DIR" };
    private static readonly Option<string> s_url = new("--url")
    {
        Description = "the database, where there is no strata.json yet",
        HelpName = "URL",
    };
    private static readonly Option<string> s_table = new("--table")
    {
        Description = "its table, where it is not called as usual",
        HelpName = "SCHEMA.TABLE",
    };
    private static readonly Option<bool> s_filesOnly = new("--files-only") { Description = "look at no database, record nothing" };
    private static readonly Option<bool> s_force = new("--force") { Description = "overwrite the files of the schema that are there" };
    private static readonly Option<bool> s_unverified = new("--accept-unverified")
    {
        Description = "go on with rows that fit no file as it is now",
    };
    private static readonly Option<bool> s_differences = new("--accept-differences")
    {
        Description = "go on where the database is not what its history leads to",
    };

    private readonly ToolHistory _history = new(project, tool, settings.Table);

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("adopt", CommandList.Describe("adopt"))
        {
            s_tool,
            s_dir,
            s_url,
            s_table,
            s_filesOnly,
            s_force,
            s_unverified,
            s_differences,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var tool = ToolOf(parsed.GetRequiredValue(s_tool));
                var settings = new AdoptSettings(
                    parsed.GetRequiredValue(s_dir),
                    parsed.GetValue(s_table),
                    parsed.GetValue(s_filesOnly),
                    parsed.GetValue(s_force),
                    parsed.GetValue(s_unverified),
                    parsed.GetValue(s_differences)
                );
                var (project, started) = ProjectFiles.Load(
                    app,
                    options,
                    parsed,
                    parsed.GetValue(s_url),
                    $"adopt {tool.Name} {settings.Folder}"
                );
                await using (project)
                {
                    if (!settings.FilesOnly)
                        project.RequireNamedEnvironment(options.Named(parsed) is not null || started.Count > 0);
                    return await project
                        .RecordedAsync(
                            "adopt",
                            app.Time,
                            () =>
                                new AdoptCommand(app, project, new ProjectFiles(project, started), tool, settings).RunAsync(
                                    cancellationToken
                                )
                        )
                        .ConfigureAwait(false);
                }
            }
        );
        return command;
    }

    private static ITool ToolOf(string name) =>
        name switch
        {
            "drizzle" => new DrizzleTool(),
            "ef" => new EfTool(),
            "dbmate" => new DbmateTool(),
            "flyway" => new FlywayTool(),
            _ => throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2125",
                    "",
                    $"\"{name}\" is no tool that can be taken over",
                    "nothing was written",
                    "use drizzle, ef, dbmate or flyway; or take the database over without its history: strata pull"
                )
            ),
        };

    private async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        await files.RecoverAsync(cancellationToken).ConfigureAwait(false);
        var folder = await tool.ReadAsync(Source(), cancellationToken).ConfigureAwait(false);
        var existing = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        existing?.ThrowIfBroken();
        foreach (
            var note in folder.Notes.Concat(
                folder.Migrations.Where(m => m.Script.Statements.IsEmpty).Select(m => $"{m.Path} holds no statement: not taken over")
            )
        )
            project.Report.Note(note);
        var look = settings.FilesOnly ? null : await _history.LookAsync(cancellationToken).ConfigureAwait(false);
        var applied = look is null ? [] : Applied(look, folder);
        var adoption = existing is { Migrations.IsEmpty: false }
            ? Adoption.Again(folder, applied, existing, look?.Target ?? "", tool.Name)
            : Adoption.New(folder, applied, project.MigrationsFolder, project.Dialect.Name);
        var handover = new Handover(app, project, _history, settings);
        if (look is not null && handover.IsDone(look, adoption))
            return End(adoption, $"{look.Target} was taken over before: nothing was written; see its state: strata status");
        Show(adoption, look is not null);
        if (adoption.Folder.Migrations.IsEmpty)
            throw ToolFiles.Nothing(
                Source(),
                "no file in this folder holds a statement",
                "to take over a database without migrations: strata pull"
            );
        return existing is { Migrations.IsEmpty: false }
            ? await AgainAsync(handover, look, adoption, cancellationToken).ConfigureAwait(false)
            : await FirstAsync(handover, look, adoption, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExitCode> FirstAsync(Handover handover, ToolLook? look, Adoption adoption, CancellationToken cancellationToken)
    {
        var all = await handover.ReplayAsync(adoption.Folder, null, cancellationToken).ConfigureAwait(false);
        if (look is not null)
            await handover.CompareAsync(look, adoption, all, cancellationToken).ConfigureAwait(false);
        var target = new PullTarget(project, settings.Force, $"adopt {tool.Name} {settings.Folder}");
        var puller = new Puller(
            project,
            await SchemaConvention.OfAsync(project, all, cancellationToken).ConfigureAwait(false),
            path => project.CodeAsync(path, cancellationToken)
        );
        var (schema, _) = await project
            .Report.WorkAsync("Writing the schema and comparing what it comes to", () => puller.PullAsync(all, cancellationToken))
            .ConfigureAwait(false);
        await target.RequireFreeAsync(schema, cancellationToken).ConfigureAwait(false);
        Task WriteAsync(CancellationToken token) => files.WriteAsync(schema, target.Superseded(schema), Contents(adoption, all), token);
        if (look is null)
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            return End(
                adoption,
                $"took over {Count(adoption.Folder.Migrations.Length)} from {tool.Name}, the files alone; next: strata "
                    + $"adopt {tool.Name} {settings.Folder} --env NAME"
            );
        }
        await handover.RecordAsync(look, adoption, WriteAsync, cancellationToken).ConfigureAwait(false);
        return End(adoption, Summary(look, adoption));
    }

    /// <summary>The files are there: the database is what is left.</summary>
    private async Task<ExitCode> AgainAsync(Handover handover, ToolLook? look, Adoption adoption, CancellationToken cancellationToken)
    {
        if (look is null)
            return End(adoption, "the files were taken over before: nothing was written");
        await handover.CompareAsync(look, adoption, null, cancellationToken).ConfigureAwait(false);
        await handover.RecordAsync(look, adoption, null, cancellationToken).ConfigureAwait(false);
        return End(adoption, Summary(look, adoption));
    }

    private ToolSource Source()
    {
        var directory = Path.GetFullPath(settings.Folder, project.Directory);
        var source = new ToolSource(directory, project.Dialect.Syntax, project.Shown);
        if (!Directory.Exists(directory))
            throw ToolFiles.Nothing(source, "there is no such folder", $"name the folder of {tool.Name}'s migrations");
        if (directory.TrimEnd('/') == Path.GetFullPath(project.MigrationsFolder).TrimEnd('/'))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2121",
                    project.Shown(directory),
                    "this is the project's own folder of migrations, and taking over copies",
                    "nothing was written",
                    "name another one as \"migrations\" in strata.json, such as db/migrations"
                )
            );
        return source;
    }

    /// <summary>The migrations that the table says were run.</summary>
    /// <exception cref="ProblemException">A row is in doubt (ST3060, exit 3).</exception>
    private HashSet<ToolMigration> Applied(ToolLook look, ToolFolder folder)
    {
        if (look.Table is null)
            project.Report.Note($"{look.Target} has no table {_history.TableName}: by it, no migration was run");
        var verdicts = tool.Judge(look.Rows, folder);
        foreach (var note in verdicts.Select(v => v.Note).OfType<string>())
            project.Report.Note(note);
        var doubts = verdicts.Where(v => v.Doubt is not null).ToList();
        foreach (var v in doubts)
        {
            project.Report.Event(
                "unverified",
                new JsonObject
                {
                    ["row"] = v.Row,
                    ["migration"] = v.Migration?.Id,
                    ["why"] = v.Doubt,
                }
            );
            project.Report.Note(
                $"unverified: {v.Row}: {v.Doubt}{(!settings.AcceptUnverified ? "" : v.Migration is { } m ? $"; taken for {m.Id}" : "; left out")}"
            );
        }
        if (doubts.Count > 0 && !settings.AcceptUnverified)
        {
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3060",
                    $"{look.Target}: {_history.TableName}",
                    $"{doubts.Count} of {look.Rows.Count} rows cannot be verified: {doubts[0].Row}: {doubts[0].Doubt}{(doubts.Count > 1 ? $"; and {doubts.Count - 1} more" : "")}",
                    "nothing was written",
                    "bring the files back as they were run, from git; or go on without, the schema itself is compared all "
                        + "the same: --accept-unverified"
                )
            );
        }
        return [.. verdicts.Select(v => v.Migration).OfType<ToolMigration>()];
    }

    private void Show(Adoption adoption, bool looked)
    {
        var applied = adoption.Done.ToHashSet();
        foreach (var migration in adoption.Folder.Migrations)
        {
            var late = adoption.NeverRun.Contains(migration);
            var word =
                applied.Contains(migration) ? "applied"
                : late ? "never run"
                : "pending";
            var from = adoption.Sources.GetValueOrDefault(migration.Tag)?.Path;
            project.Report.Event(
                "migration",
                new JsonObject
                {
                    ["tag"] = migration.Tag,
                    ["state"] = looked ? word : null,
                    ["from"] = from,
                    ["idx"] = migration.Idx,
                },
                looked
                    ? $"  {project.Report.Paint(applied.Contains(migration) ? "32" : "33", word.PadRight(9))} {migration.Tag}{(late ? $"  {tool.Name} ran later ones and not this; it is pending, after {adoption.Head?.Tag}" : "")}"
                    : null
            );
        }
    }

    private ImmutableSortedDictionary<string, byte[]> Contents(Adoption adoption, Catalog all)
    {
        var fingerprint = Snapshot.Fingerprint(all, project.Dialect.Kinds, project.Dialect.Name);
        var entries = adoption.Folder.Journal.Entries.ToArray();
        entries[^1] = entries[^1] with { Fingerprint = fingerprint };
        var contents = MigrationMaker.Snapshots(project, all).ToBuilder();
        contents.Add("meta/_journal.json", JournalJson.Write(adoption.Folder.Journal with { Entries = [.. entries] }));
        foreach (var (tag, source) in adoption.Sources)
        {
            contents.Add($"{tag}.sql", source.Contents);
            if (source.Down is { } down)
                contents.Add($"{tag}.down.sql", System.Text.Encoding.UTF8.GetBytes(down.Source.Text));
        }
        return contents.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private string Summary(ToolLook look, Adoption adoption)
    {
        var pending = adoption.Folder.Migrations.Length - adoption.Applied;
        return $"took over {Count(adoption.Folder.Migrations.Length)} from {tool.Name}: {adoption.Applied} recorded as "
            + $"applied in {look.Target}, {pending} pending"
            + (adoption.NeverRun.Count > 0 ? $", {adoption.NeverRun.Count} of them before others that were run" : "")
            + $"\nits table and its files are as they were; from now on: strata generate, strata migrate";
    }

    private static string Count(int migrations) => $"{migrations} migration{(migrations == 1 ? "" : "s")}";

    private ExitCode End(Adoption adoption, string text) =>
        project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["migrations"] = adoption.Folder.Migrations.Length,
                ["applied"] = adoption.Applied,
                ["neverRun"] = new JsonArray([.. adoption.NeverRun.Select(m => (JsonNode)m.Tag)]),
            },
            text
        );
}

/// <summary>What the command line says.</summary>
internal sealed record AdoptSettings(
    string Folder,
    string? Table,
    bool FilesOnly,
    bool Force,
    bool AcceptUnverified,
    bool AcceptDifferences
);
