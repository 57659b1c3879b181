using System.CommandLine;
using System.Data.Common;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Planning.Renames;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>Makes a local database equal Schema.cs. Never on a protected one, never with rows lost on a guess.</summary>
internal sealed partial class PushCommand(App app, Project project)
{
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "print the SQL, and run nothing" };
    private static readonly Option<bool> s_watch = new("--watch") { Description = "push again after every change of the schema's files" };
    private static readonly Option<bool> s_onlySafe = new("--only-safe") { Description = "leave out what loses data" };
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
    private static readonly Option<string[]> s_allow = new("--allow")
    {
        Description = "a hazard to accept: CODE:object, or CODE for all of that kind",
        HelpName = "CODE",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("push", CommandList.Describe("push")) { s_dryRun, s_watch, s_onlySafe, s_rename, s_drop, s_allow };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var push = new PushCommand(app, project);
                foreach (var allowed in (parsed.GetValue(s_allow) ?? []).Where(a => !HazardCode().IsMatch(a)))
                    throw new ProblemException(
                        ProblemKind.Usage,
                        new(
                            "ST2024",
                            $"--allow {allowed}",
                            $"\"{allowed}\" names no hazard",
                            "nothing was run",
                            "write --allow SX2002:table.column, as the message about it shows"
                        )
                    );
                await push.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                var settings = new Settings(
                    new RenameAnswers(parsed.GetValue(s_rename) ?? [], parsed.GetValue(s_drop) ?? []),
                    parsed.GetValue(s_allow) ?? [],
                    parsed.GetValue(s_dryRun),
                    parsed.GetValue(s_onlySafe)
                );
                return await project
                    .RecordedAsync(
                        "push",
                        app.Time,
                        () =>
                            (
                                parsed.GetValue(s_watch)
                                    ? push.WatchAsync(settings, cancellationToken)
                                    : push.RunAsync(settings, cancellationToken)
                            )
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private sealed record Settings(RenameAnswers Renames, IReadOnlyList<string> Allowed, bool DryRun, bool OnlySafe)
    {
        /// <summary>The database has no stamp yet, and is going to get one.</summary>
        public bool First { get; init; }
    }

    /// <exception cref="ProblemException">The environment is protected (ST9010, exit 9), or a preview one without a terminal (ST9011, exit
    /// 10).</exception>
    public async Task RequirePolicyAsync(CancellationToken cancellationToken)
    {
        var name = project.Environment?.Name ?? "local";
        if (project.Policy == Policy.Protected)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9010",
                    project.Environment?.Where ?? "",
                    $"\"{name}\" is protected: nothing is ever pushed to it",
                    "nothing was run, the database was not even opened",
                    "write a migration and run it: strata generate, strata migrate --env " + name
                )
            );
        if (
            project.Policy == Policy.Preview
            && !(
                project.Report.CanAsk
                && await Ask.YesNoAsync($"Push to the preview environment \"{name}\"?", cancellationToken).ConfigureAwait(false)
            )
        )
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST9011",
                    project.Environment?.Where ?? "",
                    $"\"{name}\" is a preview environment: a push to it is confirmed by a person at a terminal",
                    "nothing was run",
                    "run this at a terminal, or write a migration: strata generate"
                )
            );
    }

    private async Task<ExitCode> RunAsync(Settings settings, CancellationToken cancellationToken)
    {
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        var after = project.Ignoring.RequireUndeclared(
            await project
                .Report.WorkAsync(
                    "Building the schema in a throwaway database",
                    () => project.CodeSource(code).LoadAsync(cancellationToken)
                )
                .ConfigureAwait(false)
        );
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        if (settings.DryRun)
            return await DryRunAsync(target, code, after, settings, cancellationToken).ConfigureAwait(false);

        var started = app.Time.GetTimestamp();
        var count = await ApplyAsync(target, code, after, settings, cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["statements"] = count },
            count == 0
                ? "no changes"
                : $"pushed {count} statement{(count == 1 ? "" : "s")} to {target.Name} ({RunReport.Time(app.Time.GetElapsedTime(started))})"
        );
    }

    /// <summary>What <c>deploy --db-update</c> does: a push that loses nothing and asks nothing but what the policy wants.</summary>
    /// <returns>How many statements were run.</returns>
    public async Task<int> UpdateAsync(CancellationToken cancellationToken)
    {
        var settings = new Settings(new RenameAnswers([], []), [], DryRun: false, OnlySafe: false);
        var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
        var after = project.Ignoring.RequireUndeclared(
            await project
                .Report.WorkAsync(
                    "Building the schema in a throwaway database",
                    () => project.CodeSource(code).LoadAsync(cancellationToken)
                )
                .ConfigureAwait(false)
        );
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        return await ApplyAsync(target, code, after, settings, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> ApplyAsync(
        IMigrationTarget target,
        CodeSchema code,
        Catalog after,
        Settings settings,
        CancellationToken cancellationToken
    )
    {
        var options = project.RunOptions();
        var runner = new PlanRunner(target, options, app.Time, new RunReport(project.Report).Show);
        var plan = await project
            .WithDatabaseAsync(
                () =>
                    runner.RunAsync(
                        async (connection, first, ct) =>
                        {
                            var made = await PlanAsync(connection, code, after, settings with { First = first }, ct).ConfigureAwait(false);
                            PlanPrinter.Print(project.Report, made);
                            await RequireConsentAsync(made, settings.Allowed, ct).ConfigureAwait(false);
                            return made;
                        },
                        cancellationToken
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return plan.Steps.Count();
    }

    private async Task<ExitCode> DryRunAsync(
        IMigrationTarget target,
        CodeSchema code,
        Catalog after,
        Settings settings,
        CancellationToken cancellationToken
    )
    {
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        StampCheck.Require(state.Stamp, project.Environment?.Name, StampMode.Push, target.Name);
        var plan = await PlanAsync(target.Connection, code, after, settings, cancellationToken).ConfigureAwait(false);
        PlanPrinter.Print(project.Report, plan);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["statements"] = plan.Steps.Count(), ["dryRun"] = true },
            plan.IsEmpty ? "no changes" : "nothing was run"
        );
    }

    private async Task<Plan> PlanAsync(
        DbConnection connection,
        CodeSchema code,
        Catalog after,
        Settings settings,
        CancellationToken cancellationToken
    )
    {
        var live = await project.Ignoring.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        // Who owns what is known only now.
        project.Ignoring.RequireUndeclared(after);
        var before = project.Managed(
            live,
            after,
            [.. code.Renames.Select(r => r.From), .. settings.Renames.Named(live), .. Renamed(live, after)]
        );
        PlanPrinter.Unclaimed(project.Report, before);
        if (after.Objects.IsEmpty && !before.Objects.IsEmpty && !settings.Allowed.Contains("EMPTY"))
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST2111",
                    project.Shown(project.Config.Schema),
                    "the schema is empty, and the database is not: everything would be dropped",
                    "nothing was run",
                    "correct \"schema\" in strata.json; if it is meant: --allow EMPTY"
                )
            );
        if (settings.First && !before.Objects.IsEmpty)
            await RequireMeantAsync(before.Objects.Count, cancellationToken).ConfigureAwait(false);
        var change = await new Changes(project, settings.Renames)
            .BetweenAsync(before, after, code.Renames, settle: true, cancellationToken)
            .ConfigureAwait(false);
        var plan = settings.OnlySafe ? OnlySafe(change.Plan) : change.Plan;
        if (!plan.IsEmpty)
            PlanPrinter.Notes(project.Report, plan);
        return plan;
    }

    /// <summary>A database that holds something and was never pushed to may be another one than the developer's own.</summary>
    /// <exception cref="ProblemException">Nobody can be asked (ST1112, exit 10), or it is not meant (ST1104, exit 9).</exception>
    private async Task RequireMeantAsync(int objects, CancellationToken cancellationToken)
    {
        var name = project.Environment!.Name;
        if (project.Report.Yes)
            return;
        if (!project.Report.CanAsk)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1112",
                    project.Environment.Where,
                    $"the database of \"{name}\" holds {objects} objects and was never touched by Strata: it may not be the one you mean",
                    "nothing was run",
                    "see what it is: strata diff --from env:" + name + " --to schema; to make it equal the schema: strata push --yes"
                )
            );
        if (
            !await Ask.YesNoAsync(
                    $"The database of \"{name}\" holds {objects} objects and was never touched by Strata. Make it equal the schema?",
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST1104",
                    project.Environment.Where,
                    "not confirmed",
                    "nothing was run",
                    $"correct the URL of \"{name}\", or take the database over: strata pull"
                )
            );
    }

    /// <summary>
    /// Schemas that the project does not name, and that look like one of its own under another name: whether they are is asked, never
    /// passed over.
    /// </summary>
    private static IEnumerable<ObjectId> Renamed(Catalog live, Catalog after) =>
        RenameDetector.Find(live, after).Select(p => p.Gone.Id).Where(id => id.Names.Count == 1).Distinct();

    /// <summary>
    /// What loses data stays undone, and is named. The steps of one change are left out together: half of a rebuild would lose more.
    /// </summary>
    private Plan OnlySafe(Plan plan)
    {
        foreach (var hazard in plan.Hazards.Where(h => h.Destructive).Distinct())
            project.Report.Note($"left out: {hazard.Message}");
        var losing = plan.Steps.Where(s => s.Hazards.Any(h => h.Destructive)).ToList();
        bool IsLeftOut(Step step) => losing.Any(l => l == step || (l.Cause is { } cause && cause == step.Cause));
        return plan with
        {
            Batches =
            [
                .. plan
                    .Batches.Select(b => b with { Steps = [.. b.Steps.Where(s => !IsLeftOut(s))] })
                    .Where(b => b.Steps.Any(s => s.Cause is not null)),
            ],
        };
    }

    /// <exception cref="ProblemException">Somebody must accept the loss, and nobody can (ST1103, exit 10), or nobody did (ST1104, exit
    /// 9).</exception>
    private async Task RequireConsentAsync(Plan plan, IReadOnlyList<string> allowed, CancellationToken cancellationToken)
    {
        var open = plan
            .Hazards.Where(h =>
                h.Destructive
                && !allowed.Any(a =>
                    a == h.Code || a == $"{h.Code}:{RenameAnswers.Short(h.Subject)}" || a == $"{h.Code}:{string.Join('.', h.Subject.Names)}"
                )
            )
            .Distinct()
            .ToList();
        if (open.Count == 0)
            return;
        if (!project.Report.CanAsk)
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1103",
                    open[0].Subject.Text,
                    $"this push loses data: {string.Join("; ", open.Select(h => h.Message))}",
                    "nothing was run",
                    $"to accept it: {string.Join(" ", open.Select(h => $"--allow {h.Code}:{RenameAnswers.Short(h.Subject)}"))}"
                        + $"; to leave it out: --only-safe"
                )
            );
        if (
            !await Ask.YesNoAsync($"This loses data: {string.Join("; ", open.Select(h => h.Message))}. Go on?", cancellationToken)
                .ConfigureAwait(false)
        )
            throw new ProblemException(
                ProblemKind.Refused,
                new("ST1104", open[0].Subject.Text, "not confirmed", "nothing was run", "to leave out what loses data: --only-safe")
            );
    }

    [GeneratedRegex(@"^(EMPTY|SX\d{4}(:.+)?)$")]
    private static partial Regex HazardCode();

    /// <summary>Pushes, then again whenever the files rest after a change; a mistake in the schema is shown and waited out.</summary>
    private async Task<ExitCode> WatchAsync(Settings settings, CancellationToken cancellationToken)
    {
        using var watcher = new FileSystemWatcher(project.Config.Schema) { IncludeSubdirectories = true, EnableRaisingEvents = true };
        using var changed = new SemaphoreSlim(1, 1);
        void Changed(object sender, FileSystemEventArgs e)
        {
            if (
                (e.Name?.EndsWith(".cs", StringComparison.Ordinal) == true || e.Name?.EndsWith(".sql", StringComparison.Ordinal) == true)
                && changed.CurrentCount == 0
            )
                changed.Release();
        }

        watcher.Changed += Changed;
        watcher.Created += Changed;
        watcher.Deleted += Changed;
        watcher.Renamed += Changed;
        while (true)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(150), app.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                await RunAsync(settings, cancellationToken).ConfigureAwait(false);
            }
            catch (ProblemException e) when (!cancellationToken.IsCancellationRequested)
            {
                project.Report.Problem(e.Problem, (ExitCode)e.Kind, e);
            }
            project.Report.Say($"watching {project.Shown(project.Config.Schema)}; Ctrl-C ends it");
        }
    }
}
