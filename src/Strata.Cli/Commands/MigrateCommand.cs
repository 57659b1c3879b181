using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;

namespace Strata.Cli.Commands;

/// <summary>Runs what is pending; verifies that the database then is what the folder says.</summary>
internal sealed class MigrateCommand(App app, Project project)
{
    private static readonly Option<string> s_to = new("--to")
    {
        Description = "stop after this migration (its number or name)",
        HelpName = "N",
    };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "list what would run, and run nothing" };
    private static readonly Option<bool> s_test = new("--test")
    {
        Description = "on a throwaway database, compared with Schema.cs; then every down-script",
    };
    private static readonly Option<string> s_late = new("--out-of-order")
    {
        Description = "a migration that was merged late: error (default) or apply",
        HelpName = "error|apply",
    };
    private static readonly Option<string[]> s_allow = new("--allow")
    {
        Description = "a hazard that is meant, on a protected environment: CODE:object",
        HelpName = "CODE:OBJECT",
    };
    private static readonly Option<string> s_lockWait = new("--lock-wait")
    {
        Description = "how long to wait for another run: 30s, 5m (default), 0",
        HelpName = "TIME",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("migrate", CommandList.Describe("migrate")) { s_to, s_dryRun, s_test, s_late, s_allow, s_lockWait };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var run = new MigrateCommand(app, project);
                if (parsed.GetValue(s_test) && app.Bundle is not null)
                    throw new ProblemException(
                        ProblemKind.Usage,
                        new(
                            "ST2036",
                            "--test",
                            "a bundle holds no Schema.cs to compare with",
                            "nothing was run",
                            "test where the project is: strata migrate --test"
                        )
                    );
                if (parsed.GetValue(s_test))
                    return (int)await new MigrateTest(project).RunAsync(cancellationToken).ConfigureAwait(false);
                var settings = run.Options(LockWait(parsed.GetValue(s_lockWait)), parsed.GetValue(s_late));
                var named = options.Named(parsed) is not null;
                var to = NamedMigration.Of("--to", parsed.GetValue(s_to));
                var hazards = new Acknowledgement(project, parsed.GetValue(s_allow) ?? []);
                return await project
                    .RecordedAsync(
                        "migrate",
                        app.Time,
                        () =>
                            (
                                parsed.GetValue(s_dryRun)
                                    ? run.DryRunAsync(settings, to, cancellationToken)
                                    : run.RunAsync(settings, to, named, hazards, cancellationToken)
                            )
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private MigratorOptions Options(TimeSpan? lockWait, string? late)
    {
        var options = project.RunOptions() with { OutOfOrder = Late(late) };
        return lockWait is { } wait ? options with { LockWait = wait } : options;
    }

    /// <exception cref="ProblemException">No such word (ST2034, exit 2); the flag would turn off a guard of a protected environment
    /// (ST9035, exit 9).</exception>
    private OutOfOrder Late(string? word)
    {
        if (word is not (null or "error" or "apply"))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2034",
                    "--out-of-order",
                    $"\"{word}\" is nothing that can be done out of order",
                    "nothing was run",
                    "write --out-of-order error or --out-of-order apply"
                )
            );
        var late = word switch
        {
            "apply" => OutOfOrder.Apply,
            "error" => OutOfOrder.Error,
            _ => project.OutOfOrder,
        };
        if (project.Policy != Policy.Protected || late == OutOfOrder.Error)
            return late;
        var name = project.Environment!.Name;
        if (project.OutOfOrder == OutOfOrder.Error)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9035",
                    project.Environment.Where,
                    $"\"{name}\" is protected, and a flag does not turn off its guard against migrations that were merged late",
                    "nothing was run",
                    $"say it in strata.json, where it is reviewed: \"{name}\": {{ \"outOfOrder\": \"apply\" }}"
                )
            );
        project.Report.Note(
            $"strata.json lets migrations that were merged late run on \"{name}\", which is protected ({project.Environment.Where})"
        );
        return late;
    }

    /// <summary>What <c>repair --resume</c> does.</summary>
    public Task<ExitCode> ResumeAsync(CancellationToken cancellationToken) =>
        RunAsync(Options(null, null), to: null, named: true, new Acknowledgement(project, []), cancellationToken);

    private async Task<ExitCode> RunAsync(
        MigratorOptions options,
        NamedMigration? to,
        bool named,
        Acknowledgement hazards,
        CancellationToken cancellationToken
    )
    {
        project.RequireNamedEnvironment(named);
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        options = options with { To = to?.In(folder).Idx };
        var (result, target) = await new MigrationWork(app, project, hazards)
            .RunAsync(folder, options, cancellationToken)
            .ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject
            {
                ["applied"] = JsonOutput.Texts(result.Tags),
                ["head"] = result.Head,
                ["fingerprint"] = result.Fingerprint,
            },
            result.Tags.Count == 0
                ? $"up to date{(result.Head is { } head ? $" at {head}" : "")}"
                : $"{Count(result.Tags.Count)} applied; {target} is at {result.Head}"
        );
    }

    private async Task<ExitCode> DryRunAsync(MigratorOptions options, NamedMigration? to, CancellationToken cancellationToken)
    {
        var folder = await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false);
        options = options with { To = to?.In(folder).Idx };
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        var pending = await new Migrator(target, options, app.Time, _ => { }).PendingAsync(folder, cancellationToken).ConfigureAwait(false);
        foreach (var p in pending)
        {
            var groups = target.Group(p.Migration.Script);
            project.Report.Event(
                "migration",
                new JsonObject
                {
                    ["tag"] = p.Migration.Tag,
                    ["statements"] = p.Migration.Script.Statements.Length,
                    ["done"] = p.Done,
                    ["outOfOrder"] = p.Overtaken is not null,
                },
                $"{p.Migration.Tag}: {p.Migration.Script.Statements.Length} statements{(p.Done > 0 ? $", {p.Done} done" : "")}{(p.Overtaken is { } after ? $"; out of order: {after}, which stands after it, is applied" : "")}"
            );
            foreach (var group in groups)
            foreach (var statement in group.Statements)
                project.Report.Say(
                    $"  {(group.Transaction == TransactionMode.None ? "outside a transaction: " : "")}{statement.Summary()}"
                );
        }
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["pending"] = pending.Length },
            pending.IsEmpty ? "up to date" : $"{Count(pending.Length)} would run; nothing was run"
        );
    }

    private static TimeSpan? LockWait(string? text) =>
        text is null
            ? null
            : Duration.Parse(text)
                ?? throw new ProblemException(
                    ProblemKind.Usage,
                    new("ST2031", "--lock-wait", $"invalid duration \"{text}\"", "nothing was run", "write --lock-wait 30s, 5m or 500ms")
                );

    private static string Count(int n) => n == 1 ? "1 migration" : $"{n} migrations";
}
