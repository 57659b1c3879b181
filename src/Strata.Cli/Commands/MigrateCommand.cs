using System.CommandLine;
using System.Data.Common;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core;
using Strata.Core.Files;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Running;
using Strata.Environments;

namespace Strata.Cli.Commands;

/// <summary>Runs what is pending; verifies that the database then is what the folder says.</summary>
internal sealed class MigrateCommand(App app, Project project)
{
    private static readonly Option<string> s_to = new("--to") { Description = "stop after this migration (its number)", HelpName = "N" };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "list what would run, and run nothing" };
    private static readonly Option<bool> s_test = new("--test") { Description = "on a throwaway database, compared with Schema.cs; then every down-script" };
    private static readonly Option<string> s_lockWait = new("--lock-wait") { Description = "how long to wait for another run: 30s, 5m (default), 0", HelpName = "TIME" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("migrate", CommandList.Describe("migrate")) { s_to, s_dryRun, s_test, s_lockWait };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var project = Project.Load(app, options, parsed);
            var run = new MigrateCommand(app, project);
            if (parsed.GetValue(s_test)) return (int)await new MigrateTest(project).RunAsync(cancellationToken).ConfigureAwait(false);
            var settings = run.Options(Number(parsed.GetValue(s_to)), Duration(parsed.GetValue(s_lockWait)));
            var named = parsed.GetValue(options.Environment) is not null;
            return (int)await (parsed.GetValue(s_dryRun) ? run.DryRunAsync(settings, cancellationToken) : run.RunAsync(settings, named, cancellationToken)).ConfigureAwait(false);
        });
        return command;
    }

    private MigratorOptions Options(int? to, TimeSpan? lockWait)
    {
        var options = new MigratorOptions { Environment = project.Environment?.Name, Policy = project.Policy.ToString().ToLowerInvariant(), To = to, Run = RunInfo.Current(GitCommit.Of(project.Config.Directory)) };
        return lockWait is { } wait ? options with { LockWait = wait } : options;
    }

    private async Task<ExitCode> RunAsync(MigratorOptions options, bool named, CancellationToken cancellationToken)
    {
        project.RequireNamedEnvironment(named);
        var folder = await SealedAsync(cancellationToken).ConfigureAwait(false);
        RequireNumber(folder, options.To);
        await using var target = project.Tools.Target(project.Connection);
        Catalog? reached = null;
        var migrator = new Migrator(target, options, app.Time, new RunReport(project.Report).Show)
        {
            Fingerprint = async (connection, ct) =>
            {
                reached = project.Managed(await project.Dialect.ReadAsync(connection, ct).ConfigureAwait(false), await project.SnapshotAsync(ct).ConfigureAwait(false));
                return Snapshot.Fingerprint(reached, project.Dialect.Kinds, project.Dialect.Name);
            },
        };
        var result = await project.WithDatabaseAsync(() => migrator.MigrateAsync(folder, cancellationToken), cancellationToken).ConfigureAwait(false);
        var exit = reached is not null ? await VerifyAsync(folder, result, reached, cancellationToken).ConfigureAwait(false) : ExitCode.Done;
        return project.Report.End(exit, new JsonObject { ["applied"] = JsonOutput.Texts(result.Tags), ["head"] = result.Head, ["fingerprint"] = result.Fingerprint },
            exit != ExitCode.Done ? null : result.Tags.Count == 0 ? $"up to date{(result.Head is { } head ? $" at {head}" : "")}" : $"{Count(result.Tags.Count)} applied; {target.Name} is at {result.Head}");
    }

    /// <summary>Success is the schema that was wanted, not a number of files run: https://www.postgresql.org/docs/current/catalogs.html is asked again.</summary>
    private async Task<ExitCode> VerifyAsync(MigrationFolder folder, RunResult result, Catalog reached, CancellationToken cancellationToken)
    {
        var entry = folder.Migrations.First(m => m.Tag == result.Head).Entry;
        if (entry.Fingerprint is null || entry.Fingerprint == result.Fingerprint) return ExitCode.Done;
        var wanted = entry == folder.Migrations[^1].Entry ? await project.SnapshotAsync(cancellationToken).ConfigureAwait(false) : null;
        if (wanted is not null && Snapshot.Fingerprint(wanted, project.Dialect.Kinds, project.Dialect.Name) != entry.Fingerprint) wanted = null;
        try
        {
            wanted ??= await Replay.RunAsync(project, folder, entry.Idx, _ => { }, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Exit == ExitCode.Preflight)
        {
            project.Report.Note($"the result was not compared with what the migrations lead to: {e.Problem.What}");
            return ExitCode.Done;
        }
        if (!Prover.SameServer(reached, wanted)) project.Report.Note($"this server is PostgreSQL {reached.ServerVersion}, the snapshot was made on {wanted.ServerVersion}, and they print definitions differently: only what is there was compared");
        var differences = await project.DifferencesAsync(reached, wanted, cancellationToken).ConfigureAwait(false);
        if (differences.Count == 0) return ExitCode.Done;
        foreach (var difference in differences) project.Report.Event("difference", new JsonObject { ["text"] = difference });
        throw new ProblemException(ExitCode.Differences, new("ST4001", result.Head ?? "", $"every migration is applied, and the database is not what they lead to: {string.Join("; ", differences.Take(10))}{(differences.Count > 10 ? $" and {differences.Count - 10} more" : "")}",
            $"all migrations up to {result.Head} are applied and recorded", "see the SQL between them: strata diff --from env:" + (project.Environment?.Name ?? "local") + " --to migrations"));
    }

    private async Task<ExitCode> DryRunAsync(MigratorOptions options, CancellationToken cancellationToken)
    {
        var folder = await SealedAsync(cancellationToken, write: false).ConfigureAwait(false);
        RequireNumber(folder, options.To);
        await using var target = project.Tools.Target(project.Connection);
        var pending = await new Migrator(target, options, app.Time, _ => { }).PendingAsync(folder, cancellationToken).ConfigureAwait(false);
        foreach (var p in pending)
        {
            var groups = target.Group(p.Migration.Script);
            project.Report.Event("migration", new JsonObject { ["tag"] = p.Migration.Tag, ["statements"] = p.Migration.Script.Statements.Length, ["done"] = p.Done }, $"{p.Migration.Tag}: {p.Migration.Script.Statements.Length} statements{(p.Done > 0 ? $", {p.Done} done" : "")}");
            foreach (var group in groups)
                foreach (var statement in group.Statements) project.Report.Say($"  {(group.Transaction == TransactionMode.None ? "outside a transaction: " : "")}{statement.Summary()}");
        }
        return project.Report.End(ExitCode.Done, new JsonObject { ["pending"] = pending.Length }, pending.IsEmpty ? "up to date" : $"{Count(pending.Length)} would run; nothing was run");
    }

    /// <summary>The folder, whole, with hand-written migrations sealed: from here on their statements are not to be edited.</summary>
    private async Task<MigrationFolder> SealedAsync(CancellationToken cancellationToken, bool write = true)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new ProblemException(ExitCode.Usage, new("ST3001", project.MigrationsFolder, "there is no migrations folder", "nothing was run", "create the first migration: strata generate"));
        folder.ThrowIfBroken();
        if (!write || folder.Migrations.All(m => m.Entry.Hash is not null)) return folder;
        await MigrationWriter.SealAsync(folder, cancellationToken).ConfigureAwait(false);
        return (await project.FolderAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static void RequireNumber(MigrationFolder folder, int? to)
    {
        if (to is null || folder.Migrations.Any(m => m.Idx == to)) return;
        throw new ProblemException(ExitCode.Usage, new("ST2030", "--to", $"there is no migration {to:D4}", "nothing was run", folder.Migrations.IsEmpty ? "create one: strata generate" : $"the last one is {folder.Migrations[^1].Tag}"));
    }

    private static int? Number(string? text) => text is null ? null : int.TryParse(text.Split('_')[0], out var n) ? n
        : throw new ProblemException(ExitCode.Usage, new("ST2030", "--to", $"\"{text}\" is no migration's number", "nothing was run", "write --to 7 or --to 0007_brave_heron"));

    private static TimeSpan? Duration(string? text)
    {
        if (text is null) return null;
        var digits = text.TrimEnd('s', 'm', 'h');
        if (!double.TryParse(digits, out var n) || n < 0) throw new ProblemException(ExitCode.Usage, new("ST2031", "--lock-wait", $"\"{text}\" is no time", "nothing was run", "write --lock-wait 30s, 5m or 1h"));
        return text[^1] switch { 'm' => TimeSpan.FromMinutes(n), 'h' => TimeSpan.FromHours(n), _ => TimeSpan.FromSeconds(n) };
    }

    private static string Count(int n) => n == 1 ? "1 migration" : $"{n} migrations";
}
