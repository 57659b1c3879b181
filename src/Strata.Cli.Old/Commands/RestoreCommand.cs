using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Deploy.Backups;
using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

/// <summary>
/// Brings a backup back into an empty database, after looking at every byte of it; or only tries whether it can be brought back.
/// </summary>
internal sealed class RestoreCommand(App app, Project project)
{
    private static readonly Argument<string> s_folder = new("DIR") { Description = "the folder of the backup" };
    private static readonly Option<bool> s_verify = new("--verify") { Description = "only try it in a throwaway database, and compare" };
    private static readonly Option<string> s_confirm = new("--confirm")
    {
        Description = "the environment's name, unless it is an open one",
        HelpName = "ENVIRONMENT",
    };
    private static readonly Option<int> s_jobs = DataFlags.Jobs(1);

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("restore", CommandList.Describe("restore")) { s_folder, s_verify, s_confirm, s_jobs };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var restore = new RestoreCommand(app, project);
                var backup = new BackupFolder(Path.GetFullPath(parsed.GetValue(s_folder)!, project.Directory));
                if (parsed.GetValue(s_verify))
                    return (int)await restore.VerifyAsync(backup, parsed.GetValue(s_jobs), cancellationToken).ConfigureAwait(false);
                project.RequireNamedEnvironment(options.Named(parsed) is not null);
                return await project
                    .RecordedAsync(
                        "restore",
                        app.Time,
                        () =>
                            restore.RunAsync(
                                backup,
                                parsed.GetValue(s_folder)!,
                                parsed.GetValue(s_confirm),
                                parsed.GetValue(s_jobs),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> VerifyAsync(BackupFolder backup, int jobs, CancellationToken cancellationToken)
    {
        var backups = new EnvironmentBackups(app, project);
        var manifest = await backup.ManifestAsync(cancellationToken).ConfigureAwait(false);
        await backups
            .VerifyAsync(backup, await backups.TargetAsync(cancellationToken).ConfigureAwait(false), jobs, cancellationToken)
            .ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            Result(manifest),
            $"the backup of \"{manifest.Environment}\" is good: restored into a throwaway database, {Holds(manifest)} are as they were"
        );
    }

    private async Task<ExitCode> RunAsync(
        BackupFolder backup,
        string folder,
        string? confirmed,
        int jobs,
        CancellationToken cancellationToken
    )
    {
        var consent = new Consent(project, Allowance.Restore);
        consent.RequirePolicy();
        var target = await new EnvironmentBackups(app, project).TargetAsync(cancellationToken).ConfigureAwait(false);
        var manifest = await project
            .WithDatabaseAsync(() => Restorer.RequireFittingAsync(backup, target, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        consent.RequireCopyable(
            project.Config.Environments.GetValueOrDefault(manifest.Environment),
            string.Equals(manifest.Stamp?.Policy, nameof(Policy.Protected), StringComparison.OrdinalIgnoreCase)
                ? Policy.Protected
                : Policy.Open,
            manifest.Environment
        );
        if (project.Policy == Policy.Protected && manifest.Stamp?.Mode == "push")
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9054",
                    target.Environment,
                    "the backup is of a database that is changed by push, and a protected one is changed by migrations only",
                    "nothing was changed",
                    "restore it into an open environment, hand that over with strata baseline, and back it up again"
                )
            );
        if (project.Policy != Policy.Open)
            await consent
                .RequireAsync(
                    $"the backup of \"{manifest.Environment}\" of {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC would be restored "
                        + $"into the empty database of \"{target.Environment}\"",
                    confirmed,
                    $"strata restore {folder} --env {target.Environment}",
                    cancellationToken
                )
                .ConfigureAwait(false);
        var started = app.Time.GetTimestamp();
        await using var stamped = await project.UnguardedTargetAsync(cancellationToken).ConfigureAwait(false);
        var stamp = await project
            .Report.ProgressAsync(
                "Restoring",
                at =>
                    new Restorer(app.Time, project.Shadows).RestoreAsync(
                        backup,
                        manifest,
                        target,
                        stamped,
                        project.RunOptions(),
                        new DataOptions(jobs, at),
                        cancellationToken
                    )
            )
            .ConfigureAwait(false);
        project.HasWritten = true;
        await EnvironmentBackups.RememberAsync(project, stamp, cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            Result(manifest),
            $"restored into \"{target.Environment}\": {Holds(manifest)}, compared with the backup ({RunReport.Time(app.Time.GetElapsedTime(started))}"
                + $")"
        );
    }

    private static string Holds(BackupManifest manifest) =>
        $"{DataText.Count(manifest.Tables.Count, "table")} and {DataText.Count(manifest.Rows, "row")}";

    private static JsonObject Result(BackupManifest manifest) =>
        new()
        {
            ["environment"] = manifest.Environment,
            ["madeAt"] = manifest.MadeAt,
            ["tables"] = manifest.Tables.Count,
            ["rows"] = (double)manifest.Rows,
            ["head"] = manifest.History.Head,
        };
}
