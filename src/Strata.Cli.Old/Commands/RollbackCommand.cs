using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Cli.Commands;

/// <summary>Takes migrations back: by their down-scripts, or by a new migration that does what they do.</summary>
internal sealed class RollbackCommand(App app, Project project)
{
    private static readonly Option<string> s_to = new("--to")
    {
        Description = "go back to this migration (its number stays applied); -1 takes back everything",
        HelpName = "N",
    };
    private static readonly Option<string> s_steps = new("--steps") { Description = "take back the last K migrations (1)", HelpName = "K" };
    private static readonly Option<bool> s_asMigration = new("--as-migration")
    {
        Description = "write the reversal as a new migration; the way on protected environments",
    };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "list what would be taken back, and what it loses" };
    private static readonly Option<string> s_confirm = Confirmation.Flag();
    private static readonly Option<bool> s_loss = new("--allow-loss") { Description = "what was written since is lost, and that is meant" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("rollback", CommandList.Describe("rollback"))
        {
            s_to,
            s_steps,
            s_asMigration,
            s_dryRun,
            s_loss,
            s_confirm,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var (to, steps) = (parsed.GetValue(s_to), Number(parsed.GetValue(s_steps)));
                if (to is not null && steps is not null)
                    throw Usage("--to, --steps", "--to and --steps are two ways to say the same", "keep one of the two");
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync(
                        "rollback",
                        app.Time,
                        () =>
                            new RollbackCommand(app, project).RunAsync(
                                new(to, steps),
                                parsed.GetValue(s_asMigration),
                                parsed.GetValue(s_dryRun),
                                parsed.GetValue(s_loss),
                                parsed.GetValue(s_confirm),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    // What --to says for taking back all of it.
    private const string Everything = "-1";

    private sealed record Range(string? To, int? Steps);

    private async Task<ExitCode> RunAsync(
        Range range,
        bool asMigration,
        bool dryRun,
        bool allowLoss,
        string? confirmed,
        CancellationToken cancellationToken
    )
    {
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        var to = range.To == Everything ? -1 : NamedMigration.Of("--to", range.To, "ST2032")?.In(folder).Idx;
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        var chosen = Rollback.Choose(folder, state, target.Name, range.Steps, to);
        if (chosen.IsEmpty)
            return project.Report.End(ExitCode.Done, new JsonObject { ["rolledBack"] = 0 }, "nothing to take back");
        var kept = await target.ReadRetainedAsync(sizes: false, cancellationToken).ConfigureAwait(false);
        List<TakenBack> taken = [];
        foreach (var migration in chosen)
            taken.Add(await TakenBack.ReadAsync(migration, project.Dialect.Syntax, kept, cancellationToken).ConfigureAwait(false));
        foreach (var one in taken)
            one.Show(project.Report);
        if (dryRun)
            return project.Report.End(
                ExitCode.Done,
                new JsonObject { ["rolledBack"] = 0, ["losses"] = taken.Sum(t => t.Losses.Count) },
                $"{Count(chosen.Length)} would be taken back; nothing was run"
            );
        await RequireConsentAsync(taken, asMigration, allowLoss, cancellationToken).ConfigureAwait(false);
        var instead = new Dictionary<string, SqlScript>(StringComparer.Ordinal);
        foreach (var one in taken)
            if (await one.WithoutRowsAsync(project, folder, cancellationToken).ConfigureAwait(false) is { } text)
                instead.Add(one.Migration.Tag, SqlScript.Parse(text, project.Dialect.Syntax, one.Migration.DownPath, allowEmpty: true));
        if (asMigration)
            return await WriteAsync(
                    folder,
                    chosen,
                    HistoryCheck
                        .Compare(folder.Migrations, state, target.Name, to: null, OutOfOrder.Apply)
                        .Any(p => p.Overtaken is not null),
                    instead,
                    cancellationToken
                )
                .ConfigureAwait(false);
        if (project.Policy == Policy.Protected)
            await BackUpAsync(chosen, confirmed, cancellationToken).ConfigureAwait(false);
        var options = project.RunOptions();
        var result = await new Rollback(target, options, app.Time, new RunReport(project.Report).Show) { Instead = instead }
            .RunAsync(folder, range.Steps, to, cancellationToken)
            .ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["rolledBack"] = result.Tags.Count, ["head"] = result.Head },
            $"{Count(result.Tags.Count)} taken back; {target.Name} is {(result.Head is { } head ? $"at {head}" : "without a migration")}"
        );
    }

    /// <summary>What is protected is confirmed by its name, and then seen to come back from a backup of this moment.</summary>
    private async Task BackUpAsync(ImmutableArray<Migration> chosen, string? confirmed, CancellationToken cancellationToken)
    {
        var name = project.Environment!.Name;
        await new Consent(project, "rollback")
            .RequireAsync(
                $"{string.Join(", ", chosen.Select(m => m.Tag))} would be taken back from \"{name}\", which is protected; "
                    + $"to have that reviewed instead: --as-migration",
                confirmed,
                $"strata rollback --env {name}",
                cancellationToken
            )
            .ConfigureAwait(false);
        var (folder, manifest) = await new EnvironmentBackups(app, project)
            .MakeAsync(null, 1, verify: true, cancellationToken)
            .ConfigureAwait(false);
        project.Report.Event(
            "backup",
            new JsonObject { ["folder"] = folder, ["rows"] = (double)manifest.Rows },
            $"backed up to {project.Shown(folder)}: {DataText.Count(manifest.Rows, "row")}, restored and compared"
        );
    }

    /// <exception cref="ProblemException">Somebody must accept the loss, and nobody can (ST1105, or ST1108 where what was kept is gone;
    /// exit 10), or nobody did (ST1104, exit 9).</exception>
    private async Task RequireConsentAsync(
        IReadOnlyList<TakenBack> taken,
        bool asMigration,
        bool allowLoss,
        CancellationToken cancellationToken
    )
    {
        var gone = taken.Where(t => !t.Gone.IsEmpty).ToList();
        // A migration that is only written is read by somebody before it runs; that its rows are gone here is not to be seen in it.
        if (allowLoss || (asMigration ? gone.Count == 0 : !taken.Any(t => t.NeedsConsent)))
            return;
        var tags = string.Join(", ", taken.Select(t => t.Migration.Tag));
        var (code, what) =
            gone.Count > 0
                ? (
                    "ST1108",
                    $"the rows that {string.Join(", ", gone.Select(t => t.Migration.Tag))} kept aside are gone from this "
                        + $"database: taking back {tags} brings back the schema alone"
                )
                : ("ST1105", $"taking back {tags} loses data or does not bring back what was removed: see the lines above");
        if (!project.Report.CanAsk)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    code,
                    taken[0].Migration.DownPath,
                    what,
                    asMigration ? "nothing was written" : "nothing was run",
                    $"to accept it: --allow-loss{(asMigration || gone.Count > 0 ? "" : "; to go forward instead: --as-migration")}"
                )
            );
        if (!await Ask.YesNoAsync("This loses data. Go on?", cancellationToken).ConfigureAwait(false))
            throw new ProblemException(
                ProblemKind.Refused,
                new("ST1104", "", "not confirmed", "nothing was run", "to go forward instead: --as-migration")
            );
    }

    /// <summary>The down-scripts, last migration first, as the next migration; its own reversal is the migrations again.</summary>
    private async Task<ExitCode> WriteAsync(
        MigrationFolder folder,
        ImmutableArray<Migration> chosen,
        bool late,
        Dictionary<string, SqlScript> instead,
        CancellationToken cancellationToken
    )
    {
        if (chosen[0].Tag != folder.Migrations[^1].Tag || late)
            throw Usage(
                "--as-migration",
                late
                    ? "a migration that was merged late is not applied here, and a new one would come after it"
                    : $"{folder.Migrations[^1].Tag} is not applied here, and a new migration would come after it",
                "run strata migrate first, then the rollback"
            );
        if (chosen.FirstOrDefault(m => !File.Exists(m.DownPath)) is { } without)
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3057",
                    without.DownPath,
                    $"{without.Tag} has no down-script",
                    "nothing was written",
                    "write the reversal by hand: strata generate --custom"
                )
            );
        StringBuilder up = new(),
            down = new();
        foreach (var migration in chosen)
            up.Append($"-- takes back {migration.Tag}\n")
                .Append(
                    (
                        instead.TryGetValue(migration.Tag, out var other)
                            ? other.Source.Text
                            : await File.ReadAllTextAsync(migration.DownPath, cancellationToken).ConfigureAwait(false)
                    ).Trim()
                )
                .Append("\n\n");
        foreach (var migration in chosen.Reverse())
            down.Append($"-- {migration.Tag} again\n").Append(migration.Script.Source.Text.Trim()).Append("\n\n");
        if (SqlScript.Parse(up.ToString(), project.Dialect.Syntax, "rollback", allowEmpty: true).Statements.IsEmpty)
            return project.Report.End(
                ExitCode.Done,
                new JsonObject { ["changed"] = false },
                "the down-scripts hold no statement: nothing to write"
            );
        var before =
            chosen[^1].Idx == folder.Migrations[0].Idx
                ? Catalog.Empty
                : await Replay
                    .RunAsync(
                        project,
                        folder,
                        folder.Migrations[folder.Migrations.IndexOf(chosen[^1]) - 1].Idx,
                        _ => { },
                        cancellationToken
                    )
                    .ConfigureAwait(false);
        var written = await new MigrationWriter(project.Dialect.Syntax, app.Time)
            .AppendAsync(
                folder,
                new NewMigration(up.ToString().TrimEnd() + "\n")
                {
                    Name =
                        chosen.Length == 1
                            ? $"take_back_{chosen[0].Tag}"
                            : $"take_back_to_{(chosen[^1].Idx == 0 ? "nothing" : folder.Migrations[folder.Migrations.IndexOf(chosen[^1]) - 1].Tag)}",
                    Down = down.ToString().TrimEnd() + "\n",
                    Fingerprint = Snapshot.Fingerprint(before, project.Dialect.Kinds, project.Dialect.Name),
                    Files = ImmutableDictionary<string, byte[]>.Empty.Add(
                        "meta/_snapshot.json",
                        Snapshot.Write(before, project.Dialect.Kinds, project.Dialect.Name)
                    ),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        project.Report.Say($"wrote {Path.Combine(project.MigrationsFolder, written.Tag)}.sql");
        project.Report.Note("Schema.cs still says what was taken back: change it too, or the next strata generate brings it back");
        return project.Report.End(ExitCode.Done, new JsonObject { ["changed"] = true, ["tag"] = written.Tag });
    }

    private static int? Number(string? steps) =>
        steps is null ? null
        : int.TryParse(steps, out var n) && n >= 1 ? n
        : throw Usage("--steps", $"\"{steps}\" is no number for --steps", "write --steps 2");

    private static ProblemException Usage(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2032", where, what, "nothing was run", fix));

    private static string Count(int n) => n == 1 ? "1 migration" : $"{n} migrations";
}
