using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.Git;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Rebasing;

/// <summary>
/// Makes the fork that a merge leaves linear: what was deployed stays, the rest is put on top of it under new numbers, proven; or the
/// objects that both branches changed are named.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class RebaseOperation(Workspace workspace, RebaseRequest request)
{
    private const string JournalFile = "meta/_journal.json";

    private sealed record Fork(JournalTree Tree, EnvironmentStates Databases, IReadOnlyList<JournalNode> Stays, string Onto);

    /// <exception cref="ProblemException">The folder has another problem than a fork (exit 3), there is no such branch (exit 2), or the two
    /// branches exclude each other (exit 4).</exception>
    public async Task<RebaseResult> RunAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } fork)
            return await LinearAsync(write: true, cancellationToken).ConfigureAwait(false);
        var linear = await JoinAsync(fork, cancellationToken).ConfigureAwait(false);
        await WriteAsync(fork.Tree, linear, cancellationToken).ConfigureAwait(false);
        await CompareSchemaAsync(linear.State, cancellationToken).ConfigureAwait(false);
        return Result(fork, linear, changed: true);
    }

    /// <summary>Tells what would be moved. Writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="RunAsync"/>.</exception>
    public async Task<RebaseResult> PreviewAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } fork)
            return await LinearAsync(write: false, cancellationToken).ConfigureAwait(false);
        return Result(fork, await JoinAsync(fork, cancellationToken).ConfigureAwait(false), changed: false);
    }

    private async Task<Fork?> ReadAsync(CancellationToken cancellationToken)
    {
        var git = await GitRepository.FindAsync(workspace.Config.Directory, cancellationToken).ConfigureAwait(false);
        var inputs = new MergeInputs(workspace, git);
        if (await inputs.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } tree)
            return null;
        var (upstream, name) = await inputs.UpstreamAsync(tree, request.Onto, cancellationToken).ConfigureAwait(false);
        var databases = new EnvironmentStates(workspace, tree);
        await databases.ReadAsync(cancellationToken).ConfigureAwait(false);
        databases.RequireReached(name, request.Onto is not null);
        return new(tree, databases, databases.Stays(upstream, name, request.Onto is not null), name);
    }

    private async Task<LinearHistory> JoinAsync(Fork fork, CancellationToken cancellationToken)
    {
        var linear = await workspace
            .Progress.WorkAsync(
                "Replaying both branches in shadow databases",
                () => new Rebaser(workspace, fork.Tree, request).RunAsync(fork.Stays, cancellationToken)
            )
            .ConfigureAwait(false);
        foreach (var squash in fork.Tree.Covered(fork.Stays).Where(n => n.Replaces.Count > 0))
            workspace.Progress.Note($"left out: {squash.Tag}, a squash of what stays; to have it, squash again");
        return linear;
    }

    private RebaseResult Result(Fork fork, LinearHistory linear, bool changed)
    {
        var moved = linear
            .History.Where(p => p.IsMoved)
            .Select(p => new MovedMigration(p.From.Tag, p.Entry.Tag, !p.Sql.AsSpan().SequenceEqual(p.From.Sql)));
        return new(changed, workspace.Migrations.Path)
        {
            History = new(
                fork.Onto,
                [.. fork.Stays.Select(n => n.Tag)],
                [.. moved],
                [.. linear.Dropped.Select(n => n.Tag)],
                linear.History.Count == 0 ? null : linear.History[^1].Entry.Tag,
                linear.History.Count
            )
            {
                IsTheirs = request.Theirs,
                Outdated = changed ? [.. Outdated(fork, linear)] : [],
            },
        };
    }

    /// <summary>Databases that ran a migration under a number that it no longer has.</summary>
    private static IEnumerable<OutdatedDatabase> Outdated(Fork fork, LinearHistory linear)
    {
        var chains = linear.History.Select(p => p.Chain).ToHashSet(StringComparer.Ordinal);
        var covered = fork.Tree.Covered(fork.Stays);
        return fork
            .Databases.States.Select(s => (s.Environment, Old: s.Path.Where(n => !chains.Contains(n.Chain)).Except(covered).ToList()))
            .Where(s => s.Old.Count > 0)
            .Select(s => new OutdatedDatabase(s.Environment, [.. s.Old.Select(n => n.Tag)]));
    }

    /// <summary>Replaces the files of all branches by the linear history, all files or none.</summary>
    private async Task WriteAsync(JournalTree tree, LinearHistory linear, CancellationToken cancellationToken)
    {
        var batch = new FileBatch(workspace.Migrations.Path);
        foreach (var node in tree.Nodes)
            batch.Remove(node.Tag + ".sql").Remove(node.Tag + ".down.sql");
        foreach (var placed in linear.History)
        {
            batch.Add(placed.Entry.Tag + ".sql", placed.Sql);
            if (placed.Down is { } down)
                batch.Add(placed.Entry.Tag + ".down.sql", down);
        }
        var journal = Journal.Empty(workspace.Dialect.Name) with { Entries = [.. linear.History.Select(p => p.Entry)] };
        var (snapshot, contents) = workspace.Migrations.SnapshotFile(linear.State);
        await batch
            .Add(JournalFile, JournalJson.Write(journal))
            .Add(snapshot, contents)
            .CommitAsync(cancellationToken)
            .ConfigureAwait(false);
        await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A linear history whose snapshot is another branch's, or holds conflict markers, gets its own.</summary>
    private async Task<RebaseResult> LinearAsync(bool write, CancellationToken cancellationToken)
    {
        var path = workspace.Migrations.Path;
        var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        if (
            folder is null or { Migrations.IsEmpty: true }
            || folder.Migrations[^1].Entry.Fingerprint is not { } fingerprint
            || await FingerprintAsync(cancellationToken).ConfigureAwait(false) == fingerprint
        )
            return new(Changed: false, path);
        var state = await new Replay(workspace).ReportedAsync(folder, null, cancellationToken).ConfigureAwait(false);
        if (write)
        {
            var (snapshot, contents) = workspace.Migrations.SnapshotFile(state);
            await new FileBatch(path).Add(snapshot, contents).CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        return new(write, path) { SnapshotOf = folder.Migrations[^1].Tag };
    }

    private async Task<string?> FingerprintAsync(CancellationToken cancellationToken)
    {
        try
        {
            return workspace.Migrations.Fingerprint(await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return null;
        }
    }

    /// <summary>Compares the schema, which git merged as text; it may still have a conflict of its own.</summary>
    private async Task CompareSchemaAsync(Catalog state, CancellationToken cancellationToken)
    {
        const int Named = 5;
        try
        {
            var code = await workspace.Schema.CompileAsync(cancellationToken).ConfigureAwait(false);
            var wanted = await workspace.Schema.Source(code).ObserveAsync(cancellationToken).ConfigureAwait(false);
            var reached = wanted.Observation is null
                ? new ObservedState(state, null)
                : await new Replay(workspace)
                    .ObservedAsync(await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false), null, cancellationToken)
                    .ConfigureAwait(false);
            var different = reached.To(wanted, workspace.Dialect).Objects;
            var more = different.Count > Named ? $" and {different.Count - Named} more" : "";
            workspace.Progress.Note(
                different.Count == 0
                    ? "Schema.cs says the same"
                    : $"Schema.cs differs from the migrations: {string.Join("; ", different.Take(Named))}{more}"
            );
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            workspace.Progress.Note($"Schema.cs was not compared: {e.Problem.What}");
        }
    }
}
