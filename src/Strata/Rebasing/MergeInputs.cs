using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Git;
using Strata.Project.Workspaces;

namespace Strata.Rebasing;

/// <summary>
/// Finds the migrations of all branches of a merge: in the folder while it can be read, else where git has them, so that nobody needs an
/// editor.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="git">Its repository; null where there is none.</param>
internal sealed class MergeInputs(Workspace workspace, GitRepository? git)
{
    private const string JournalFile = "meta/_journal.json";

    // The codes of forks. With any other problem, the folder's files and its journal no longer agree.
    private static readonly string[] s_forks = [FolderProblems.Numbering.Code, FolderProblems.Fork.Code, FolderProblems.OtherParent.Code];

    // Whichever is under way: HEAD is one side then, and this the other.
    private static readonly string[] s_underWay = ["MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD"];

    // The branches that are taken to be deployed, the first that exists before the others.
    private static readonly string[] s_upstreams = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

    private string Folder => workspace.Migrations.Path;

    /// <summary>The migrations of all branches; null where the folder is consistent, so that there is nothing to rebase.</summary>
    /// <exception cref="ProblemException">The problem of the folder is no fork (exit 3).</exception>
    public async Task<JournalTree?> ReadAsync(CancellationToken cancellationToken)
    {
        var (folder, problem) = await TryReadFolderAsync(cancellationToken).ConfigureAwait(false);
        if (folder is { Problems.IsEmpty: true })
            return null;
        if (await UnderWayAsync(cancellationToken).ConfigureAwait(false) is { } tree)
            return tree;
        tree = new JournalTree(workspace.Dialect.Syntax);
        if (folder is not null && folder.Problems.All(p => s_forks.Contains(p.Code)))
        {
            tree.Add(folder.Journal, path => Bytes(Path.Combine(folder.Path, path)), Folder);
            return tree;
        }
        if (git is not null)
            foreach (var parent in await ParentsAsync(["--merges", "HEAD"], cancellationToken).ConfigureAwait(false))
                await AddAsync(tree, parent, cancellationToken).ConfigureAwait(false);
        if (tree.IsForked)
            return tree;
        if (problem?.Problem.Code == JournalProblems.Conflict.Code)
            throw await WithoutMergeAsync(problem.Problem, cancellationToken).ConfigureAwait(false);
        throw problem ?? new ProblemException(folder!.Problems[0] with { Kind = ProblemKind.Inconsistent });
    }

    private async Task<ProblemException> WithoutMergeAsync(Problem conflict, CancellationToken cancellationToken) =>
        RebaseProblems.NoMerge.Error(
            conflict.Where,
            "the journal holds the markers of a merge conflict, and there is no merge that left them",
            "nothing was changed",
            await workspace.Migrations.RestoredJournalAsync(cancellationToken).ConfigureAwait(false)
                ?? "keep one side of the conflict at that place, or take the file from another clone or a backup"
        );

    private async Task<JournalTree?> UnderWayAsync(CancellationToken cancellationToken)
    {
        foreach (var name in git is null ? [] : s_underWay)
        {
            if (await git!.CommitAsync(name, cancellationToken).ConfigureAwait(false) is not { } other)
                continue;
            var tree = new JournalTree(workspace.Dialect.Syntax);
            await AddAsync(tree, "HEAD", cancellationToken).ConfigureAwait(false);
            await AddAsync(tree, other, cancellationToken).ConfigureAwait(false);
            return tree;
        }
        return null;
    }

    private async Task<(MigrationFolder? Folder, ProblemException? Problem)> TryReadFolderAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (
                await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false)
                    ?? MigrationFolder.Empty(Folder, workspace.Dialect.Syntax),
                null
            );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return (null, e);
        }
    }

    private static byte[]? Bytes(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>The parents of the first commit of a list.</summary>
    private async Task<List<string>> ParentsAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var listed = await git!.ListAsync(["--max-count=1", "--parents", .. arguments], cancellationToken).ConfigureAwait(false);
        return [.. listed.Skip(1)];
    }

    /// <summary>Adds the migrations of a commit; where it was committed with conflict markers in it, those of its parents.</summary>
    private async Task AddAsync(JournalTree tree, string commit, CancellationToken cancellationToken)
    {
        var files = await git!.FilesAsync(commit, Folder, cancellationToken).ConfigureAwait(false);
        if (!files.TryGetValue(JournalFile, out var journal))
            return;
        try
        {
            tree.Add(JournalJson.Read(journal, MigrationFolder.JournalPath(Folder)), path => files.GetValueOrDefault(path), Folder);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            var parents = await ParentsAsync([commit], cancellationToken).ConfigureAwait(false);
            if (parents.Count < 2)
                throw;
            foreach (var parent in parents)
                await AddAsync(tree, parent, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The migrations that stay by git: those of the branch that is deployed, as far as they have been merged here.</summary>
    /// <param name="tree">All migrations.</param>
    /// <param name="onto">The branch's name as a person gave it; null to find it.</param>
    /// <param name="cancellationToken">Stops; nothing is written.</param>
    /// <exception cref="ProblemException">There is no such commit (ST2061, exit 2).</exception>
    public async Task<(IReadOnlyList<JournalNode> Stays, string Name)> UpstreamAsync(
        JournalTree tree,
        string? onto,
        CancellationToken cancellationToken
    )
    {
        if (onto is not null)
        {
            var given = git is null ? null : await git.CommitAsync(onto, cancellationToken).ConfigureAwait(false);
            if (given is null)
                throw await UnknownAsync(onto, cancellationToken).ConfigureAwait(false);
            return (await ChainAsync(tree, given, cancellationToken).ConfigureAwait(false), onto);
        }
        if (git is null)
            return (First(tree), "the journal's first branch");
        var current = await git.BranchAsync(cancellationToken).ConfigureAwait(false);
        (IReadOnlyList<JournalNode> Stays, string Name)? best = null;
        foreach (var name in s_upstreams.Where(n => n != current))
        {
            if (await git.CommitAsync(name, cancellationToken).ConfigureAwait(false) is not { } commit)
                continue;
            var chain = await ChainAsync(tree, commit, cancellationToken).ConfigureAwait(false);
            if (best is null || IsLonger(chain, best.Value.Stays))
                best = (chain, name);
        }
        if (best is { } found && !s_upstreams.Contains(current))
            return found;
        // On the main branch itself, what was there before the merge: its own side.
        var own = await ChainAsync(tree, "HEAD", cancellationToken).ConfigureAwait(false);
        return best is { } other && !IsLonger(own, other.Stays) ? other : (own, current ?? "HEAD");
    }

    private static bool IsLonger(IReadOnlyList<JournalNode> chain, IReadOnlyList<JournalNode> known) =>
        chain.Count > known.Count && chain.Take(known.Count).SequenceEqual(known);

    private static List<JournalNode> First(JournalTree tree)
    {
        List<JournalNode> chain = [];
        for (var at = tree.Children(Journal.Root).FirstOrDefault(); at is not null; at = tree.Children(at.Chain).FirstOrDefault())
            chain.Add(at);
        return chain;
    }

    /// <summary>The migrations of the nearest commit, first parents only, whose journal is consistent.</summary>
    private async Task<IReadOnlyList<JournalNode>> ChainAsync(JournalTree tree, string from, CancellationToken cancellationToken)
    {
        foreach (var commit in await git!.ListAsync(["--first-parent", "--max-count=100", from], cancellationToken).ConfigureAwait(false))
        {
            var files = await git.FilesAsync(commit, Folder, cancellationToken).ConfigureAwait(false);
            if (!files.TryGetValue(JournalFile, out var bytes))
                return [];
            try
            {
                var side = new JournalTree(workspace.Dialect.Syntax);
                side.Add(JournalJson.Read(bytes, commit), path => files.GetValueOrDefault(path), Folder);
                if (!side.IsForked)
                    return [.. side.Nodes.Select(n => tree.Find(n.Chain)).TakeWhile(n => n is not null).Select(n => n!)];
            }
            catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
            {
                // The merge itself, with its conflict: the commit before it counts.
            }
        }
        return [];
    }

    private async Task<ProblemException> UnknownAsync(string name, CancellationToken cancellationToken)
    {
        string? known = null;
        foreach (var upstream in git is null ? [] : s_upstreams)
            if (known is null && await git!.CommitAsync(upstream, cancellationToken).ConfigureAwait(false) is not null)
                known = upstream;
        return RebaseProblems.UnknownBranch.Error(
            "",
            $"git knows no commit called {name}",
            "nothing was changed",
            $"name the branch that is deployed: {Call.Option("onto", known ?? "BRANCH")}"
        );
    }
}
