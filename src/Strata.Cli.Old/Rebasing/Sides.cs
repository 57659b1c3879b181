using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Git;

namespace Strata.Cli.Rebasing;

/// <summary>
/// Finds the migrations of all sides of a merge: in the folder while it can be read, else where git has them, so that nobody needs an
/// editor.
/// </summary>
internal sealed class Sides(Project project, GitRepository? git)
{
    // Beyond these, the folder's files and its journal no longer say the same.
    private static readonly string[] s_forks = ["ST3014", "ST3015", "ST3016"];

    // Whichever is under way: HEAD is the one side then, and this the other.
    private static readonly string[] s_underWay = ["MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD"];

    /// <summary>Names of commits where a branch is taken to be deployed from, the first that there is before the others.</summary>
    private static readonly string[] s_upstreams = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

    /// <summary>Null when the folder is whole, and there is nothing to mend.</summary>
    /// <exception cref="ProblemException">What is wrong is no fork (exit 3).</exception>
    public async Task<JournalTree?> ReadAsync(CancellationToken cancellationToken)
    {
        var folder = await TryReadFolderAsync(cancellationToken).ConfigureAwait(false);
        if (folder.Folder is { Problems.IsEmpty: true })
            return null;
        var tree = new JournalTree(project.Dialect.Syntax);
        foreach (var name in git is null ? [] : s_underWay)
        {
            if (await git!.CommitAsync(name, cancellationToken).ConfigureAwait(false) is not { } other)
                continue;
            await AddAsync(tree, "HEAD", cancellationToken).ConfigureAwait(false);
            await AddAsync(tree, other, cancellationToken).ConfigureAwait(false);
            return tree;
        }
        if (folder.Folder is { } whole && whole.Problems.All(p => s_forks.Contains(p.Code)))
        {
            tree.Add(whole.Journal, path => Bytes(Path.Combine(whole.Path, path)), project.MigrationsFolder);
            return tree;
        }
        foreach (
            var parent in git is null
                ? []
                : (await git.ListAsync(["--merges", "--max-count=1", "--parents", "HEAD"], cancellationToken).ConfigureAwait(false)).Skip(1)
        )
            await AddAsync(tree, parent, cancellationToken).ConfigureAwait(false);
        if (tree.IsForked)
            return tree;
        throw folder.Problem ?? new ProblemException(ProblemKind.Inconsistent, folder.Folder!.Problems[0]);
    }

    private async Task<(MigrationFolder? Folder, ProblemException? Problem)> TryReadFolderAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (
                await project.FolderAsync(cancellationToken).ConfigureAwait(false)
                    ?? MigrationFolder.Empty(project.MigrationsFolder, project.Dialect.Syntax),
                null
            );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return (null, e);
        }
    }

    private static byte[]? Bytes(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>The migrations of a commit; where it was committed with the markers of a conflict in it, those of its parents.</summary>
    private async Task AddAsync(JournalTree tree, string commit, CancellationToken cancellationToken)
    {
        var files = await git!.FilesAsync(commit, project.MigrationsFolder, cancellationToken).ConfigureAwait(false);
        if (!files.TryGetValue("meta/_journal.json", out var journal))
            return;
        try
        {
            tree.Add(
                JournalJson.Read(journal, MigrationFolder.JournalPath(project.MigrationsFolder)),
                path => files.GetValueOrDefault(path),
                project.MigrationsFolder
            );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            var parents = (await git.ListAsync(["--max-count=1", "--parents", commit], cancellationToken).ConfigureAwait(false))
                .Skip(1)
                .ToList();
            if (parents.Count < 2)
                throw;
            foreach (var parent in parents)
                await AddAsync(tree, parent, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What git says must stay: the migrations of the branch that is deployed, as far as they have been merged here.</summary>
    /// <param name="tree">What is here.</param>
    /// <param name="onto">The branch's name where a person gave it.</param>
    /// <param name="cancellationToken">Stops; nothing is written.</param>
    /// <exception cref="ProblemException">There is no such commit (ST2061, exit 2).</exception>
    public async Task<(IReadOnlyList<Node> Stays, string Name)> UpstreamAsync(
        JournalTree tree,
        string? onto,
        CancellationToken cancellationToken
    )
    {
        if (git is null)
            return onto is null ? (tree.Nodes.Count == 0 ? [] : First(tree), "the journal's first side") : throw NoCommit(onto);
        if (onto is not null)
            return (
                await ChainAsync(
                        tree,
                        await git.CommitAsync(onto, cancellationToken).ConfigureAwait(false) ?? throw NoCommit(onto),
                        cancellationToken
                    )
                    .ConfigureAwait(false),
                onto
            );
        var current = await git.BranchAsync(cancellationToken).ConfigureAwait(false);
        (IReadOnlyList<Node> Stays, string Name)? best = null;
        foreach (var name in s_upstreams.Where(n => n != current))
        {
            if (await git.CommitAsync(name, cancellationToken).ConfigureAwait(false) is not { } commit)
                continue;
            var chain = await ChainAsync(tree, commit, cancellationToken).ConfigureAwait(false);
            if (best is not { } known || (chain.Count > known.Stays.Count && chain.Take(known.Stays.Count).SequenceEqual(known.Stays)))
                best = (chain, name);
        }
        // On the main branch itself, what was there before the merge: its own side.
        if (best is not { } found || s_upstreams.Contains(current))
        {
            var own = await ChainAsync(tree, "HEAD", cancellationToken).ConfigureAwait(false);
            if (best is not { } other || (own.Count > other.Stays.Count && own.Take(other.Stays.Count).SequenceEqual(other.Stays)))
                return (own, current ?? "HEAD");
        }
        return best.Value;
    }

    private static List<Node> First(JournalTree tree)
    {
        List<Node> chain = [];
        for (var at = tree.Children(Journal.Root).FirstOrDefault(); at is not null; at = tree.Children(at.Chain).FirstOrDefault())
            chain.Add(at);
        return chain;
    }

    /// <summary>The migrations of the nearest commit, going back on the branch itself, whose journal is whole.</summary>
    private async Task<IReadOnlyList<Node>> ChainAsync(JournalTree tree, string from, CancellationToken cancellationToken)
    {
        foreach (var commit in await git!.ListAsync(["--first-parent", "--max-count=100", from], cancellationToken).ConfigureAwait(false))
        {
            var files = await git.FilesAsync(commit, project.MigrationsFolder, cancellationToken).ConfigureAwait(false);
            if (!files.TryGetValue("meta/_journal.json", out var bytes))
                return [];
            try
            {
                var side = new JournalTree(project.Dialect.Syntax);
                side.Add(JournalJson.Read(bytes, commit), path => files.GetValueOrDefault(path), project.MigrationsFolder);
                if (side.IsForked)
                    continue;
                return [.. side.Nodes.Select(n => tree.Find(n.Chain)).TakeWhile(n => n is not null).Select(n => n!)];
            }
            catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
            {
                // The merge itself, with its conflict: the commit before it is meant.
            }
        }
        return [];
    }

    private static ProblemException NoCommit(string name) =>
        new(
            ProblemKind.Usage,
            new(
                "ST2061",
                "--onto",
                $"git knows no commit called {name}",
                "nothing was changed",
                "name the branch that is deployed: --onto origin/main"
            )
        );
}
