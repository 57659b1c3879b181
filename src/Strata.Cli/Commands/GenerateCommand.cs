using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core;
using Strata.Core.Files;
using Strata.Core.Model;
using Strata.Core.Planning;

namespace Strata.Cli.Commands;

/// <summary>Head snapshot to Schema.cs: plan, prove, write the migration, its reversal, the snapshot and the journal.</summary>
internal sealed class GenerateCommand(App app, Project project)
{
    private static readonly Option<string> s_name = new("--name") { Description = "the migration's name instead of two words", HelpName = "NAME" };
    private static readonly Option<bool> s_custom = new("--custom") { Description = "an empty migration to write by hand" };
    private static readonly Option<bool> s_check = new("--check") { Description = "write nothing; exit 5 when a migration is missing" };
    private static readonly Option<string[]> s_rename = new("--rename") { Description = "a rename: table.old=new or old_table=new_table", HelpName = "OLD=NEW" };
    private static readonly Option<string[]> s_drop = new("--drop") { Description = "not a rename: drop this with what it holds", HelpName = "NAME" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("generate", CommandList.Describe("generate")) { s_name, s_custom, s_check, s_rename, s_drop };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var project = Project.Load(app, options, parsed);
            var answers = new RenameAnswers(parsed.GetValue(s_rename) ?? [], parsed.GetValue(s_drop) ?? []);
            var run = new GenerateCommand(app, project);
            if (parsed.GetValue(s_custom) && parsed.GetValue(s_check)) throw new ProblemException(ExitCode.Usage, new("ST2023", "--custom --check", "--check writes nothing, and --custom writes a file", "nothing was done", "keep one of the two"));
            return (int)await (parsed.GetValue(s_custom)
                ? run.CustomAsync(parsed.GetValue(s_name), cancellationToken)
                : run.RunAsync(answers, parsed.GetValue(s_name), parsed.GetValue(s_check), cancellationToken)).ConfigureAwait(false);
        });
        return command;
    }

    private async Task<ExitCode> RunAsync(RenameAnswers answers, string? name, bool check, CancellationToken cancellationToken)
    {
        var folder = await WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        var after = await project.Report.WorkAsync("Building the schema in a throwaway database", () => project.CodeSource(code).LoadAsync(cancellationToken)).ConfigureAwait(false);
        var before = await HeadAsync(folder, after, cancellationToken).ConfigureAwait(false);
        PlanPrinter.Unclaimed(project.Report, after);
        if (after.Objects.IsEmpty && before.Objects.IsEmpty) throw new ProblemException(ExitCode.Usage, new("ST2110", project.Shown(project.Config.Schema), "the schema is empty: no table was found in it", "nothing was written", "write a class that derives from Table; see docs/guide.md"));

        var changes = new Changes(project, answers);
        if (check) return Check(await changes.BetweenAsync(before, after, code.Renames, settle: true, cancellationToken).ConfigureAwait(false));
        var (change, down, proof) = await ProvenAsync(changes, before, after, code.Renames, cancellationToken).ConfigureAwait(false);
        if (change.Plan.IsEmpty) return Unchanged();
        PlanPrinter.Notes(project.Report, change.Plan);
        if (!proof.Up)
            throw new ProblemException(ExitCode.Internal, new("ST1006", "", $"run in a throwaway database, the planned migration does not lead to the schema: {string.Join("; ", proof.Missing)}", "nothing was written", "write this change by hand: strata generate --custom; and report this as a bug in Strata"));
        var text = new MigrationText(project.Dialect);
        var migration = new NewMigration(text.Up(change.Plan))
        {
            Name = name,
            Down = down is null ? null : text.Down(change.Plan, down, proof),
            Fingerprint = Snapshot.Fingerprint(change.After, project.Dialect.Kinds, project.Dialect.Name),
            Files = Snapshots(change.After),
        };
        return Report(await WriteAsync(folder, migration, cancellationToken).ConfigureAwait(false), change.Plan, proof, migration.Down is not null);
    }

    private ExitCode Check(Change change)
    {
        if (change.Plan.IsEmpty) return Unchanged();
        PlanPrinter.Notes(project.Report, change.Plan);
        PlanPrinter.Print(project.Report, change.Plan);
        project.Report.Event("missing", new JsonObject { ["statements"] = change.Plan.Steps.Count() }, "a migration is missing: run strata generate");
        return project.Report.End(ExitCode.Pending);
    }

    private ExitCode Unchanged() => project.Report.End(ExitCode.Done, new JsonObject { ["changed"] = false }, "no changes");

    /// <summary>
    /// The change, run in a throwaway database. What does not come out, or cannot be done, may be no change at all but the same expression in the server's other
    /// words: the schema is settled then, and the change found and proven again.
    /// </summary>
    private async Task<(Change Change, Plan? Down, Proof Proof)> ProvenAsync(Changes changes, Catalog before, Catalog after, IReadOnlyList<RenameHint> hints, CancellationToken cancellationToken)
    {
        try
        {
            var typed = await changes.BetweenAsync(before, after, hints, settle: false, cancellationToken).ConfigureAwait(false);
            if (typed.Plan.IsEmpty) return (typed, null, new Proof(true, true, []));
            var (back, whole) = await ProveAsync(changes, typed, cancellationToken).ConfigureAwait(false);
            if (whole.Up) return (typed, back, whole);
        }
        catch (ProblemException e) when (e.Exit is ExitCode.Refused or ExitCode.Internal)
        {
            // Found again below where it is not about words.
        }
        var settled = await new ShadowRunner(project.Dialect).SettleAsync(project.Shadows, after, cancellationToken).ConfigureAwait(false);
        var change = await changes.BetweenAsync(before, settled, hints, settle: false, cancellationToken).ConfigureAwait(false);
        if (change.Plan.IsEmpty) return (change, null, new Proof(true, true, []));
        var (down, proof) = await ProveAsync(changes, change, cancellationToken).ConfigureAwait(false);
        return (change, down, proof);
    }

    private async Task<(Plan? Down, Proof Proof)> ProveAsync(Changes changes, Change change, CancellationToken cancellationToken)
    {
        var down = await DownAsync(changes, change, cancellationToken).ConfigureAwait(false);
        return (down, await project.Report.WorkAsync("Proving the migration in a throwaway database", () => new Prover(project.Dialect, project.Shadows).ProveAsync(change.Before, change.After, change.Plan, down, cancellationToken)).ConfigureAwait(false));
    }

    /// <summary>Null when the way back would lose whole tables that stay: the header says so.</summary>
    private static async Task<Plan?> DownAsync(Changes changes, Change change, CancellationToken cancellationToken)
    {
        try
        {
            return await changes.BackAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Exit == ExitCode.Refused)
        {
            return null;
        }
    }

    private async Task<ExitCode> CustomAsync(string? name, CancellationToken cancellationToken)
    {
        var folder = await WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var before = await HeadAsync(folder, null, cancellationToken).ConfigureAwait(false);
        var migration = new NewMigration("-- Write the migration below: SQL statements, each ended by a semicolon.\n") { Name = name ?? "custom", Custom = true, Files = Snapshots(before) };
        return Report(await WriteAsync(folder, migration, cancellationToken).ConfigureAwait(false), Plan.Empty, null, reversible: false);
    }

    private async Task<MigrationFolder?> WholeFolderAsync(CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        folder?.ThrowIfBroken();
        foreach (var note in folder?.Notes ?? []) project.Report.Note($"{note.What} ({note.Where})");
        return folder;
    }

    /// <summary>The head snapshot, which must belong to the journal's last entry.</summary>
    private async Task<Catalog> HeadAsync(MigrationFolder? folder, Catalog? comparedWith, CancellationToken cancellationToken)
    {
        if (folder is null || folder.Migrations.IsEmpty) return Catalog.Empty;
        return await Replay.HeadAsync(project, folder, comparedWith, cancellationToken).ConfigureAwait(false);
    }

    private ImmutableDictionary<string, byte[]> Snapshots(Catalog catalog) =>
        ImmutableDictionary<string, byte[]>.Empty.Add("meta/_snapshot.json", Snapshot.Write(catalog, project.Dialect.Kinds, project.Dialect.Name));

    private async Task<JournalEntry> WriteAsync(MigrationFolder? folder, NewMigration migration, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            Directory.CreateDirectory(project.MigrationsFolder);
            folder = await MigrationFolder.ReadAsync(project.MigrationsFolder, project.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
        }
        return await new MigrationWriter(project.Dialect.Syntax, app.Time).AppendAsync(folder, migration, cancellationToken).ConfigureAwait(false);
    }

    private ExitCode Report(JournalEntry written, Plan plan, Proof? proof, bool reversible)
    {
        PlanPrinter.Hazards(project.Report, plan);
        project.Report.Say($"wrote {Path.Combine(project.MigrationsFolder, written.Tag)}.sql");
        if (reversible) project.Report.Say($"wrote {Path.Combine(project.MigrationsFolder, written.Tag)}.down.sql");
        if (proof is { Up: true, Down: false }) project.Report.Note($"the reversal is not proven: {string.Join("; ", proof.Missing)}");
        return project.Report.End(ExitCode.Done, new JsonObject
        {
            ["changed"] = true,
            ["tag"] = written.Tag,
            ["proven"] = proof?.Up,
            ["reversible"] = proof?.Down,
            ["hazards"] = JsonOutput.Array(plan.Hazards.Select(JsonOutput.Of)),
        });
    }
}
