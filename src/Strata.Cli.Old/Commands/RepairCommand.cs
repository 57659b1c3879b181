using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Repairing;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>
/// Settles a migration that failed, was interrupted, edited or lost: the evidence first, then a choice. No row of the history is ever
/// deleted.
/// </summary>
internal sealed class RepairCommand(App app, Project project)
{
    private static readonly Argument<string?> s_tag = new("tag")
    {
        Description = "the migration, for --mark and --undo",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<bool> s_resume = new("--resume") { Description = "go on where it stopped, as strata migrate does" };
    private static readonly Option<string> s_mark = new("--mark")
    {
        Description = "record it as applied or as rolled-back, where the database is just that",
        HelpName = "applied|rolled-back",
    };
    private static readonly Option<bool> s_undo = new("--undo") { Description = "take back what was done of it, by its down-script" };
    private static readonly Option<string> s_accept = new("--accept-edit")
    {
        Description = "take an edited file for what was run, where the database is what it leads to",
        HelpName = "TAG",
    };
    private static readonly Option<bool> s_loss = new("--allow-loss")
    {
        Description = "what becomes of rows was settled by hand, or is lost, and that is meant",
    };
    private static readonly Option<string> s_confirm = Confirmation.Flag();

    private sealed record Wish(string? Tag, bool Resume, string? Mark, bool Undo, string? Accept, bool AllowLoss, string? Confirmed)
    {
        public int Count => (Resume ? 1 : 0) + (Mark is null ? 0 : 1) + (Undo ? 1 : 0) + (Accept is null ? 0 : 1);
    }

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("repair", CommandList.Describe("repair"))
        {
            s_tag,
            s_resume,
            s_mark,
            s_undo,
            s_accept,
            s_loss,
            s_confirm,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var wish = new Wish(
                    parsed.GetValue(s_tag),
                    parsed.GetValue(s_resume),
                    parsed.GetValue(s_mark),
                    parsed.GetValue(s_undo),
                    parsed.GetValue(s_accept),
                    parsed.GetValue(s_loss),
                    parsed.GetValue(s_confirm)
                );
                Check(wish);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync("repair", app.Time, () => new RepairCommand(app, project).RunAsync(wish, cancellationToken))
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private static void Check(Wish wish)
    {
        if (wish.Tag is ['-', ..])
            throw Usage(wish.Tag, $"strata repair has no option {wish.Tag}", "see: strata repair --help");
        if (wish.Count > 1)
            throw Usage("--resume, --mark, --undo, --accept-edit", "they are four ways, and one is enough", "keep one of them");
        if (wish.Mark is not (null or "applied" or "rolled-back"))
            throw Usage(
                "--mark",
                $"\"{wish.Mark}\" is nothing that a migration can be marked as",
                "write --mark applied TAG or --mark rolled-back TAG"
            );
        if (wish is { Mark: not null, Tag: null })
            throw Usage("--mark", "which migration is meant is missing", $"write --mark {wish.Mark} TAG");
        if (wish is { Tag: { } tag, Mark: null, Undo: false })
            throw Usage(
                tag,
                "a migration is named, and not what is to be done with it",
                $"see the evidence: strata repair; then for example: strata repair --mark applied {tag}"
            );
    }

    private string Env => project.Environment is { Name: not "local" } e ? $" --env {e.Name}" : "";

    private async Task<ExitCode> RunAsync(Wish wish, CancellationToken cancellationToken)
    {
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        Confirmation.IsGiven(project, wish.Confirmed, "nothing was changed");
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            return Nothing();
        var findings = await LookAsync(folder, cancellationToken).ConfigureAwait(false);
        if (findings.IsEmpty)
            return Nothing();
        var chosen = wish.Resume ? null : Choose(wish, findings);
        var report = new EvidenceReport(project.Report, Env);
        foreach (var finding in chosen is null ? findings : [chosen])
            report.Show(finding);
        if (wish.Resume)
            return await ResumeAsync(findings, wish, cancellationToken).ConfigureAwait(false);
        return chosen is null ? throw Undecided(findings) : await SettleAsync(chosen, wish, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The record and the catalog, for which a login that may only read is enough; then each finding's evidence.</summary>
    private async Task<ImmutableArray<Finding>> LookAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        await using var reader = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var found = Finding.Find(folder, state);
        if (found.IsEmpty)
            return [];
        var live = await project.Ignoring.ReadAsync(reader.Connection, cancellationToken).ConfigureAwait(false);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var finding in found)
        {
            findings.Add(
                finding.Migration is not { } migration
                    ? finding
                    : finding with
                    {
                        Statements =
                            finding.Kind == FindingKind.Stopped
                                ? await StatementEvidence
                                    .CollectAsync(reader, migration, finding.Row, state.Steps, cancellationToken)
                                    .ConfigureAwait(false)
                                : [],
                        Catalog = await CatalogEvidence
                            .CollectAsync(project, folder, state, finding.Tag, live, cancellationToken)
                            .ConfigureAwait(false),
                    }
            );
        }
        return findings.ToImmutable();
    }

    /// <exception cref="ProblemException">The migration named is none of them, or several are and none is named (exit 2).</exception>
    private static Finding? Choose(Wish wish, ImmutableArray<Finding> findings)
    {
        if (wish.Count == 0)
            return null;
        FindingKind[] kinds =
            wish.Accept is not null ? [FindingKind.Edited]
            : wish.Undo ? [FindingKind.Stopped]
            : [FindingKind.Stopped, FindingKind.GoingBack];
        var fitting = findings.Where(f => kinds.Contains(f.Kind)).ToList();
        var tag = wish.Accept ?? wish.Tag;
        if (tag is null && fitting is [var only])
            return only;
        return fitting.Find(f => f.Tag == tag)
            ?? throw Usage(
                tag ?? "--undo",
                tag is null ? "which migration is meant is not clear" : $"{tag} is no migration that this is about",
                fitting.Count == 0
                    ? "see the evidence and what is possible: strata repair"
                    : $"it is one of: {string.Join(", ", fitting.Select(f => f.Tag))}"
            );
    }

    private async Task<ExitCode> ResumeAsync(ImmutableArray<Finding> findings, Wish wish, CancellationToken cancellationToken)
    {
        if (
            findings
                .Where(f => f.Kind == FindingKind.Stopped)
                .Select(f => (f.Tag, Choices.Resume(f, Env).Refused))
                .FirstOrDefault(f => f.Refused is not null) is
            { Refused: { } why, Tag: var tag }
        )
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9036",
                    project.Environment?.Where ?? tag,
                    $"{tag}: {why}",
                    "nothing was changed",
                    "see the evidence and what is possible: strata repair"
                )
            );
        await Confirmation
            .RequireAsync(project, wish.Confirmed, "what is pending would be run", $"strata repair --resume{Env}", cancellationToken)
            .ConfigureAwait(false);
        return await new MigrateCommand(app, project).ResumeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExitCode> SettleAsync(Finding finding, Wish wish, CancellationToken cancellationToken)
    {
        var options = project.RunOptions();
        var settlement = new Settlement(app, project, options);
        var (way, what) =
            wish.Accept is not null ? ($"--accept-edit {finding.Tag}", "the edited file counts as what was run")
            : wish.Undo ? ($"--undo {finding.Tag}", "what was done of it is taken back")
            : ($"--mark {wish.Mark} {finding.Tag}", $"it counts as {(wish.Mark == "applied" ? "applied" : "not applied")}");
        await Confirmation
            .RequireAsync(project, wish.Confirmed, $"{finding.Tag}: {what}", $"strata repair {way}{Env}", cancellationToken)
            .ConfigureAwait(false);
        if (wish.Accept is null)
            RequireRows(wish.Undo ? Choices.Undo(finding, Env) : Choices.Mark(finding, Env, wish.Mark == "applied"), finding, wish);
        if (wish.Undo)
            await RequireLossAsync(finding, wish, cancellationToken).ConfigureAwait(false);
        await (
            wish.Accept is not null ? settlement.AcceptAsync(finding, cancellationToken)
            : wish.Undo ? settlement.UndoAsync(finding, cancellationToken)
            : settlement.MarkAsync(finding, wish.Mark == "applied", cancellationToken)
        ).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["settled"] = finding.Tag },
            $"{finding.Tag}: {what}; go on with: strata migrate{Env}"
        );
    }

    /// <exception cref="ProblemException">Rows are concerned, which the evidence does not show (ST1111, exit 10).</exception>
    private static void RequireRows(Choice choice, Finding finding, Wish wish)
    {
        if (wish.AllowLoss || choice.Refused is not null || choice.Unseen is not { } unseen)
            return;
        throw new ProblemException(
            ProblemKind.DecisionMissing,
            new(
                "ST1111",
                finding.Migration!.Path,
                $"{finding.Tag}: {unseen}",
                "nothing was changed",
                $"look at the rows, settle them by hand where that is needed, then: {choice.Command} --allow-loss"
            )
        );
    }

    /// <exception cref="ProblemException">The down-script loses something, and nobody has accepted that (ST1105, exit 10).</exception>
    private async Task RequireLossAsync(Finding finding, Wish wish, CancellationToken cancellationToken)
    {
        if (wish.AllowLoss || finding.Catalog?.FromWithout is [])
            return;
        var taken = await TakenBack.ReadAsync(finding.Migration!, project.Dialect.Syntax, null, cancellationToken).ConfigureAwait(false);
        if (!taken.HasScript || !taken.NeedsConsent)
            return;
        taken.Show(project.Report);
        throw new ProblemException(
            ProblemKind.DecisionMissing,
            new(
                "ST1105",
                finding.Migration!.DownPath,
                $"taking back {finding.Tag} loses data or does not bring back what was removed: see the lines above",
                "nothing was run",
                $"to accept it: strata repair --undo {finding.Tag}{Env} --allow-loss"
            )
        );
    }

    private ProblemException Undecided(ImmutableArray<Finding> findings)
    {
        var possible = findings
            .SelectMany(f => Choices.Of(f, Env))
            .Where(c => c.Refused is null)
            .Select(c => c.Command)
            .Distinct()
            .ToList();
        return new(
            ProblemKind.DecisionMissing,
            new(
                "ST1109",
                project.Environment?.Where ?? "",
                $"{string.Join(", ", findings.Select(f => f.Tag))} {(findings.Length == 1 ? "needs" : "need")} repair: "
                    + $"see the evidence above",
                "nothing was changed",
                possible.Count == 0
                    ? $"see the SQL between the database and the migrations: strata diff --from env:{project.Environment?.Name ?? "local"}"
                        + $" --to migrations"
                    : string.Join("  or  ", possible)
            )
        );
    }

    private ExitCode Nothing() => project.Report.End(ExitCode.Done, new JsonObject { ["findings"] = 0 }, "nothing to repair");

    private static ProblemException Usage(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2035", where, what, "nothing was changed", fix));
}
