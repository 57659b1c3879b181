using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Cli.Rebasing;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>
/// Mends the fork that a merge leaves: what was deployed stays, the rest is put on top of it under new numbers, proven, or the objects that
/// both sides changed are named.
/// </summary>
internal sealed class RebaseCommand(Project project)
{
    private static readonly Option<string> s_onto = new("--onto")
    {
        Description = "the branch whose migrations stay (default: the remote's main branch, else main)",
        HelpName = "REF",
    };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "say what would be moved; write nothing" };
    private static readonly Option<bool> s_theirs = new("--theirs")
    {
        Description = "leave our migrations out instead, to generate them anew from Schema.cs",
    };
    private static readonly Option<bool> s_install = new("--install") { Description = "only install the merge driver in this clone" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("rebase", CommandList.Describe("rebase")) { s_onto, s_dryRun, s_theirs, s_install };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = Project.Load(app, options, parsed);
                var run = new RebaseCommand(project);
                return (int)
                    await (
                        parsed.GetValue(s_install)
                            ? run.InstallAsync(cancellationToken)
                            : run.RunAsync(parsed.GetValue(s_onto), parsed.GetValue(s_dryRun), parsed.GetValue(s_theirs), cancellationToken)
                    ).ConfigureAwait(false);
            }
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(string? onto, bool dryRun, bool theirs, CancellationToken cancellationToken)
    {
        var git = await GitRepository.FindAsync(project.Config.Directory, cancellationToken).ConfigureAwait(false);
        var sides = new Sides(project, git);
        if (await sides.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } tree)
            return await WholeAsync(dryRun, cancellationToken).ConfigureAwait(false);
        var (upstream, name) = await sides.UpstreamAsync(tree, onto, cancellationToken).ConfigureAwait(false);
        var deployed = new Deployed(project, tree);
        await deployed.LookAsync(cancellationToken).ConfigureAwait(false);
        foreach (var unreachable in deployed.Unreachable)
            project.Report.Note($"{unreachable} cannot be reached: what it has run is taken to be what {name} has");
        var stays = deployed.Stays(upstream, name, onto is not null);
        var rebased = await project
            .Report.WorkAsync(
                "Running both sides in throwaway databases",
                () => new Rebaser(project, tree).RunAsync(stays, theirs, cancellationToken)
            )
            .ConfigureAwait(false);
        Show(rebased, stays, name);
        foreach (var squash in tree.Covered(stays).Where(n => n.Replaces.Count > 0))
            project.Report.Note($"left out: {squash.Tag}, a squash of what stays; to have it, squash again");
        if (dryRun)
            return project.Report.End(ExitCode.Done, Result(rebased, changed: false), "nothing was written");
        await WriteAsync(tree, rebased, cancellationToken).ConfigureAwait(false);
        Local(deployed, rebased, tree.Covered(stays));
        await SchemaAsync(rebased.State, cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            Result(rebased, changed: true),
            $"{rebased.Row.Count} migrations in one row; next: git add {project.MigrationsFolder}"
        );
    }

    private static JsonObject Result(Rebased rebased, bool changed) =>
        new()
        {
            ["changed"] = changed,
            ["moved"] = rebased.Row.Count(IsMoved),
            ["dropped"] = rebased.Dropped.Count,
            ["head"] = rebased.Row.Count == 0 ? null : rebased.Row[^1].Entry.Tag,
        };

    private static bool IsMoved(Placed placed) => placed.Chain != placed.From.Chain;

    private void Show(Rebased rebased, IReadOnlyList<Node> stays, string name)
    {
        project.Report.Say($"stays: {(stays.Count == 0 ? "nothing" : $"{stays[0].Tag} to {stays[^1].Tag}")} ({name})");
        foreach (var moved in rebased.Row.Where(IsMoved))
        {
            var planned = moved.Sql.AsSpan().SequenceEqual(moved.From.Sql) ? "" : ", planned anew";
            project.Report.Event(
                "moved",
                new JsonObject
                {
                    ["from"] = moved.From.Tag,
                    ["to"] = moved.Entry.Tag,
                    ["planned"] = planned.Length > 0,
                },
                $"moved: {moved.From.Tag} to {moved.Entry.Tag}{planned}"
            );
        }
        foreach (var dropped in rebased.Dropped)
            project.Report.Event(
                "dropped",
                new JsonObject { ["tag"] = dropped.Tag },
                $"left out: {dropped.Tag}{(rebased.Theirs ? "" : ", which the other side has done already")}"
            );
    }

    /// <summary>The new row in the place of all that the sides had, all files or none.</summary>
    private async Task WriteAsync(JournalTree tree, Rebased rebased, CancellationToken cancellationToken)
    {
        var batch = new FileBatch(project.MigrationsFolder);
        foreach (var file in tree.Nodes.SelectMany(n => new[] { n.Tag + ".sql", n.Tag + ".down.sql" }))
            batch.Remove(file);
        foreach (var placed in rebased.Row)
        {
            batch.Add(placed.Entry.Tag + ".sql", placed.Sql);
            if (placed.Down is { } down)
                batch.Add(placed.Entry.Tag + ".down.sql", down);
        }
        batch.Add(
            "meta/_journal.json",
            JournalJson.Write(Journal.Empty(project.Dialect.Name) with { Entries = [.. rebased.Row.Select(p => p.Entry)] })
        );
        batch.Add("meta/_snapshot.json", Snapshot.Write(rebased.State, project.Dialect.Kinds, project.Dialect.Name));
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        (await project.FolderAsync(cancellationToken).ConfigureAwait(false))!.ThrowIfBroken();
    }

    /// <summary>A whole folder whose snapshot is another side's, or holds the markers of a conflict, gets its own.</summary>
    private async Task<ExitCode> WholeAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        if (
            folder is null or { Migrations.IsEmpty: true }
            || folder.Migrations[^1].Entry.Fingerprint is not { } fingerprint
            || await FingerprintAsync(cancellationToken).ConfigureAwait(false) == fingerprint
        )
            return project.Report.End(
                ExitCode.Done,
                new JsonObject { ["changed"] = false },
                "the migrations are one row: nothing to rebase"
            );
        var state = await project
            .Report.WorkAsync(
                "Replaying the migrations in a throwaway database",
                () => Replay.RunAsync(project, folder, null, _ => { }, cancellationToken)
            )
            .ConfigureAwait(false);
        if (!dryRun)
            await new FileBatch(project.MigrationsFolder)
                .Add("meta/_snapshot.json", Snapshot.Write(state, project.Dialect.Kinds, project.Dialect.Name))
                .CommitAsync(cancellationToken)
                .ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["changed"] = !dryRun },
            dryRun
                ? "the snapshot is not that of the last migration; nothing was written"
                : $"the migrations are one row; wrote the snapshot of the last one, {folder.Migrations[^1].Tag}"
        );
    }

    private async Task<string?> FingerprintAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Snapshot.Fingerprint(
                await project.SnapshotAsync(cancellationToken).ConfigureAwait(false),
                project.Dialect.Kinds,
                project.Dialect.Name
            );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return null;
        }
    }

    /// <summary>Databases of one's own that ran a migration under the number it no longer has.</summary>
    private void Local(Deployed deployed, Rebased rebased, IReadOnlyList<Node> covered)
    {
        var now = rebased.Row.Select(p => p.Chain).ToHashSet(StringComparer.Ordinal);
        foreach (var state in deployed.States)
        {
            var old = state.Path.Where(n => !now.Contains(n.Chain)).Except(covered).ToList();
            if (old.Count == 0)
                continue;
            project.Report.Event(
                "local",
                new JsonObject { ["environment"] = state.Environment, ["tags"] = JsonOutput.Texts(old.Select(n => n.Tag)) }
            );
            project.Report.Note(
                $"{state.Environment} has run {string.Join(", ", old.Select(n => n.Tag))} under the old number, and "
                    + $"migrate will refuse it; to keep its rows, on the commit before the merge: strata rollback --steps {old.Count}"
                    + $" --env {state.Environment}, then here: strata migrate; else make it anew: drop the database, then "
                    + $"strata migrate --yes"
            );
        }
    }

    /// <summary>Whether Schema.cs, merged by its own text, says the same; it may still have a conflict of its own.</summary>
    private async Task SchemaAsync(Catalog state, CancellationToken cancellationToken)
    {
        try
        {
            var code = await project.CodeAsync(cancellationToken).ConfigureAwait(false);
            var wanted = await project.CodeSource(code).LoadAsync(cancellationToken).ConfigureAwait(false);
            var different = Prover.Differences(state, project.Dialect.Align(wanted, state));
            project.Report.Note(
                different.Count == 0
                    ? "Schema.cs says the same"
                    : $"Schema.cs says otherwise: {string.Join("; ", different.Take(5))}{(different.Count > 5 ? $" and {different.Count - 5} more" : "")}"
                        + $"; see: strata check"
            );
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            project.Report.Note($"Schema.cs was not compared: {e.Problem.What}");
        }
    }

    private async Task<ExitCode> InstallAsync(CancellationToken cancellationToken)
    {
        var git =
            await GitRepository.FindAsync(project.Config.Directory, cancellationToken).ConfigureAwait(false)
            ?? throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2060",
                    project.Config.Directory,
                    "this is no git repository, or there is no git",
                    "nothing was done",
                    "run it inside of a git repository, with git on the PATH"
                )
            );
        var folder = Path.GetRelativePath(project.Config.Directory, project.Environment?.Migrations ?? project.Config.Migrations)
            .Replace('\\', '/');
        var added = await MergeDriver.AttributesAsync(project.Config.Directory, folder, cancellationToken).ConfigureAwait(false);
        await MergeDriver.RegisterAsync(git, cancellationToken).ConfigureAwait(false);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["attributes"] = added },
            $"git merges journals and snapshots with strata in this clone{(added ? "; commit .gitattributes for the others" : "")}"
        );
    }
}
