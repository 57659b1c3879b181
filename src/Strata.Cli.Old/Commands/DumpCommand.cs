using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Cli.Output;
using Strata.Core.Problems;
using Strata.Deploy.Backups;
using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

/// <summary>Backs up an environment's database: whole or not at all, with a manifest that everything in it is checked against.</summary>
internal sealed class DumpCommand(App app, Project project)
{
    private static readonly Option<string> s_out = new("--out")
    {
        Description = "the backup's own folder, which must not be there yet",
        HelpName = "DIR",
    };
    private static readonly Option<bool> s_verify = new("--verify") { Description = "restore it into a throwaway database and compare" };
    private static readonly Option<string> s_keep = new("--keep")
    {
        Description = "then delete older ones: the newest N stay, or those younger than TIME (7, 30d)",
        HelpName = "N|TIME",
    };
    private static readonly Option<int> s_jobs = DataFlags.Jobs(Math.Clamp(Environment.ProcessorCount, 1, 4));

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("dump", CommandList.Describe("dump")) { s_out, s_verify, s_keep, s_jobs };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var keep = parsed.GetValue(s_keep) is not { } text
                    ? project.Config.Backups.Keep
                    : Keep.Parse(text)
                        ?? throw new ProblemException(
                            ProblemKind.Usage,
                            new(
                                "ST5007",
                                "--keep",
                                $"\"{text}\" is neither a number of backups nor a time to keep them",
                                "nothing was done",
                                "write --keep 7 for the newest seven, or --keep 30d"
                            )
                        );
                return (int)
                    await new DumpCommand(app, project)
                        .RunAsync(parsed.GetValue(s_out), parsed.GetValue(s_verify), keep, parsed.GetValue(s_jobs), cancellationToken)
                        .ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(string? folder, bool verify, Keep? keep, int jobs, CancellationToken cancellationToken)
    {
        var backups = new EnvironmentBackups(app, project);
        var started = app.Time.GetTimestamp();
        var (path, manifest) = await backups.MakeAsync(folder, jobs, verify, cancellationToken).ConfigureAwait(false);
        // Only folders that Strata names itself are deleted by it.
        var deleted =
            keep is null || folder is not null
                ? []
                : await new Retention(app.Time)
                    .ApplyAsync(Path.GetDirectoryName(path)!, path, manifest, keep, cancellationToken)
                    .ConfigureAwait(false);
        if (keep is not null && folder is not null)
            project.Report.Note("no older backup was deleted: that is done in the folder of \"backups\", and this one is elsewhere");
        foreach (var old in deleted)
            project.Report.Event("deleted", new JsonObject { ["folder"] = old }, $"deleted the older {project.Shown(old)}");
        return project.Report.End(
            ExitCode.Done,
            Result(path, manifest, verify, deleted),
            $"{project.Shown(path)}: {DataText.Count(manifest.Tables.Count, "table")}, {DataText.Count(manifest.Rows, "row")}"
                + $", {DataText.Bytes(manifest.Bytes)}{(verify ? ", restored and compared" : "")} ({RunReport.Time(app.Time.GetElapsedTime(started))}"
                + $")"
        );
    }

    private static JsonObject Result(string path, BackupManifest manifest, bool verified, IReadOnlyList<string> deleted) =>
        new()
        {
            ["folder"] = path,
            ["environment"] = manifest.Environment,
            ["tables"] = manifest.Tables.Count,
            ["rows"] = (double)manifest.Rows,
            ["bytes"] = (double)manifest.Bytes,
            ["head"] = manifest.History.Head,
            ["verified"] = verified,
            ["deleted"] = JsonOutput.Texts(deleted),
        };
}
