using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

/// <summary>Head snapshot to Schema.cs: plan, prove, write the migration, its reversal, the snapshot and the journal.</summary>
internal sealed class GenerateCommand(App app, Project project)
{
    private static readonly Option<string> s_name = new("--name")
    {
        Description = "the migration's name instead of two words",
        HelpName = "NAME",
    };
    private static readonly Option<bool> s_custom = new("--custom") { Description = "an empty migration to write by hand" };
    private static readonly Option<bool> s_check = new("--check") { Description = "write nothing; exit 5 when a migration is missing" };
    private static readonly Option<string[]> s_rename = new("--rename")
    {
        Description = "a rename: table.old=new or old_table=new_table",
        HelpName = "OLD=NEW",
    };
    private static readonly Option<string[]> s_drop = new("--drop")
    {
        Description = "not a rename: drop this with what it holds",
        HelpName = "NAME",
    };

    private static readonly Option<string> s_keep = new("--keep")
    {
        Description = "keep what is dropped aside, with its rows, for a time: 30d; 0 drops it",
        HelpName = "TIME",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("generate", CommandList.Describe("generate")) { s_name, s_custom, s_check, s_rename, s_drop, s_keep };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var answers = new RenameAnswers(parsed.GetValue(s_rename) ?? [], parsed.GetValue(s_drop) ?? []);
                var run = new GenerateCommand(app, project);
                if (parsed.GetValue(s_custom) && parsed.GetValue(s_check))
                    throw new ProblemException(
                        ProblemKind.Usage,
                        new(
                            "ST2023",
                            "--custom --check",
                            "--check writes nothing, and --custom writes a file",
                            "nothing was done",
                            "keep one of the two"
                        )
                    );
                return (int)
                    await (
                        parsed.GetValue(s_custom)
                            ? run.CustomAsync(parsed.GetValue(s_name), cancellationToken)
                            : run.RunAsync(
                                answers,
                                parsed.GetValue(s_name),
                                parsed.GetValue(s_check),
                                Keep(parsed.GetValue(s_keep), project),
                                cancellationToken
                            )
                    ).ConfigureAwait(false);
            }
        );
        return command;
    }

    private static TimeSpan? Keep(string? text, Project project) =>
        text is null ? project.Config.KeepDropped
        : text == "0" ? null
        : KeepTime.Parse(text)
            ?? throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2026",
                    "--keep",
                    $"\"{text}\" is no time to keep something",
                    "nothing was written",
                    "write --keep 30d, 4w or 12h; or --keep 0 to keep nothing"
                )
            );

    private async Task<ExitCode> RunAsync(
        RenameAnswers answers,
        string? name,
        bool check,
        TimeSpan? keep,
        CancellationToken cancellationToken
    )
    {
        var (folder, before, after, renames) = await LookAsync(cancellationToken).ConfigureAwait(false);
        var changes = new Changes(project, answers);
        if (check)
            return Check(await changes.BetweenAsync(before, after, renames, settle: true, cancellationToken).ConfigureAwait(false));
        var made = await MakeAsync(folder, changes, before, after, renames, name, keep, cancellationToken).ConfigureAwait(false);
        if (made.Migration is not { } migration)
            return Unchanged();
        return Report(
            await WriteAsync(folder, migration, cancellationToken).ConfigureAwait(false),
            made.Plan,
            made.Proof,
            migration.Down is not null,
            made.Reversal
        );
    }

    /// <summary>What <c>deploy --db-generate</c> does: the next migration, with the project's own settings.</summary>
    /// <returns>Its name; null where nothing has changed.</returns>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        var (folder, before, after, renames) = await LookAsync(cancellationToken).ConfigureAwait(false);
        var made = await MakeAsync(
                folder,
                new Changes(project, new RenameAnswers([], [])),
                before,
                after,
                renames,
                null,
                project.Config.KeepDropped,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (made.Migration is not { } migration)
            return null;
        var written = await WriteAsync(folder, migration, cancellationToken).ConfigureAwait(false);
        Tell(written, made.Plan, made.Proof, migration.Down is not null, made.Reversal);
        return written.Tag;
    }

    private async Task<(MigrationFolder? Folder, Catalog Before, Catalog After, IReadOnlyList<RenameHint> Renames)> LookAsync(
        CancellationToken cancellationToken
    )
    {
        project.Shadows.Expect();
        var folder = await WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        var after = project.Ignoring.RequireUndeclared(
            await project
                .Report.WorkAsync(
                    "Building the schema in a throwaway database",
                    () => project.CodeSource(code).LoadAsync(cancellationToken)
                )
                .ConfigureAwait(false)
        );
        var before = await HeadAsync(folder, after, cancellationToken).ConfigureAwait(false);
        PlanPrinter.Unclaimed(project.Report, after);
        if (after.Objects.IsEmpty && before.Objects.IsEmpty)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2110",
                    project.Shown(project.Config.Schema),
                    "the schema is empty: no table was found in it",
                    "nothing was written",
                    "write a class that derives from Table; see docs/guide.md"
                )
            );

        return (folder, before, after, code.Renames);
    }

    private async Task<MadeMigration> MakeAsync(
        MigrationFolder? folder,
        Changes changes,
        Catalog before,
        Catalog after,
        IReadOnlyList<RenameHint> renames,
        string? name,
        TimeSpan? keep,
        CancellationToken cancellationToken
    )
    {
        var terms = keep is { } time ? new KeepTerms(folder?.Head ?? Journal.Root, time) : null;
        var made = await new MigrationMaker(project, changes)
            .MakeAsync(before, after, renames, name, cancellationToken, terms)
            .ConfigureAwait(false);
        if (made.Migration is not null)
            PlanPrinter.Notes(project.Report, made.Plan);
        return made;
    }

    private ExitCode Check(Change change)
    {
        if (change.Plan.IsEmpty)
            return Unchanged();
        PlanPrinter.Notes(project.Report, change.Plan);
        PlanPrinter.Print(project.Report, change.Plan);
        project.Report.Event(
            "missing",
            new JsonObject { ["statements"] = change.Plan.Steps.Count() },
            "a migration is missing: run strata generate"
        );
        return project.Report.End(ExitCode.Pending);
    }

    private ExitCode Unchanged() => project.Report.End(ExitCode.Done, new JsonObject { ["changed"] = false }, "no changes");

    private async Task<ExitCode> CustomAsync(string? name, CancellationToken cancellationToken)
    {
        var folder = await WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var before = await HeadAsync(folder, null, cancellationToken).ConfigureAwait(false);
        var migration = new NewMigration("-- Write the migration below: SQL statements, each ended by a semicolon.\n")
        {
            Name = name ?? "custom",
            Custom = true,
            Files = MigrationMaker.Snapshots(project, before),
        };
        return Report(
            await WriteAsync(folder, migration, cancellationToken).ConfigureAwait(false),
            Plan.Empty,
            null,
            reversible: false,
            null
        );
    }

    private async Task<MigrationFolder?> WholeFolderAsync(CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        foreach (var note in folder?.Notes ?? [])
            project.Report.Note($"{note.What} ({note.Where})");
        return folder;
    }

    /// <summary>The head snapshot, which must belong to the journal's last entry.</summary>
    private async Task<Catalog> HeadAsync(MigrationFolder? folder, Catalog? comparedWith, CancellationToken cancellationToken)
    {
        if (folder is null || folder.Migrations.IsEmpty)
            return Catalog.Empty;
        return await Replay.HeadAsync(project, folder, comparedWith, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JournalEntry> WriteAsync(MigrationFolder? folder, NewMigration migration, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            Directory.CreateDirectory(project.MigrationsFolder);
            folder = await MigrationFolder
                .ReadAsync(project.MigrationsFolder, project.Dialect.Syntax, cancellationToken)
                .ConfigureAwait(false);
        }
        return await new MigrationWriter(project.Dialect.Syntax, app.Time)
            .AppendAsync(folder, migration, cancellationToken)
            .ConfigureAwait(false);
    }

    private void Tell(JournalEntry written, Plan plan, Proof? proof, bool reversible, Reversal? reversal)
    {
        PlanPrinter.Hazards(project.Report, plan);
        project.Report.Say($"wrote {Path.Combine(project.MigrationsFolder, written.Tag)}.sql");
        if (reversible)
            project.Report.Say($"wrote {Path.Combine(project.MigrationsFolder, written.Tag)}.down.sql");
        if (reversal is not null)
            PlanPrinter.Reversal(project.Report, reversal);
        if (proof is { Up: true, Down: false })
            project.Report.Note($"the reversal is not proven: {string.Join("; ", proof.Missing)}");
    }

    private ExitCode Report(JournalEntry written, Plan plan, Proof? proof, bool reversible, Reversal? reversal)
    {
        Tell(written, plan, proof, reversible, reversal);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["changed"] = true,
                ["tag"] = written.Tag,
                ["proven"] = proof?.Up,
                ["reversible"] = proof?.Down,
                ["reversal"] = reversal is null ? null : JsonOutput.Of(reversal),
                ["hazards"] = JsonOutput.Array(plan.Hazards.Select(JsonOutput.Of)),
            }
        );
    }
}
