using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Rebasing;

/// <summary>A migration of either branch, with its files.</summary>
/// <param name="Entry">Its journal entry.</param>
/// <param name="Parent">The chain hash of all before it.</param>
/// <param name="Hash">The hash of its statements, which its entry may not have yet.</param>
/// <param name="Sql">Its file.</param>
/// <param name="Down">Its down-script; null for none.</param>
internal sealed record JournalNode(JournalEntry Entry, string Parent, string Hash, byte[] Sql, byte[]? Down)
{
    public string Tag => Entry.Tag;

    /// <summary>The chain hash with it.</summary>
    public string Chain { get; } = Journal.Chain(Parent, Hash);

    /// <summary>Its name as the entry of a squash has it.</summary>
    public ReplacedMigration Name => new(Tag, Hash, IsEarlier: false);

    /// <summary>The names of the migrations that it replaces, those of an earlier squash too.</summary>
    public IReadOnlyList<ReplacedMigration> Replaces => [.. Entry.Replaces.Select(r => r with { IsEarlier = false })];
}

/// <summary>
/// The journals of several branches as one tree: shared migrations are in it once, and a fork is a node with two children.
/// </summary>
/// <param name="syntax">The dialect's lexical rules.</param>
internal sealed class JournalTree(SqlSyntax syntax)
{
    private readonly List<JournalNode> _nodes = [];
    private readonly Dictionary<string, JournalNode> _byChain = new(StringComparer.Ordinal);

    /// <summary>In the order they were added.</summary>
    public IReadOnlyList<JournalNode> Nodes => _nodes;

    public JournalNode? Find(string chain) => _byChain.GetValueOrDefault(chain);

    public IEnumerable<JournalNode> Children(string chain) => _nodes.Where(n => n.Parent == chain);

    public bool IsForked => _nodes.GroupBy(n => n.Parent, StringComparer.Ordinal).Any(g => g.Count() > 1);

    /// <summary>Adds a journal's migrations, without those that are in the tree already.</summary>
    /// <param name="journal">The journal. It may hold a fork itself.</param>
    /// <param name="read">Reads a file below the folder by its path; null where there is none.</param>
    /// <param name="folder">The folder in messages.</param>
    /// <exception cref="ProblemException">A file is missing or was edited, or an entry is on top of an unknown one (exit 3).</exception>
    public void Add(Journal journal, Func<string, byte[]?> read, string folder)
    {
        var before = Journal.Root;
        foreach (var entry in journal.Entries)
        {
            var node = Read(entry, before, read, folder);
            before = node.Chain;
            if (_byChain.TryAdd(node.Chain, node))
                _nodes.Add(node);
        }
    }

    private JournalNode Read(JournalEntry entry, string before, Func<string, byte[]?> read, string folder)
    {
        const string Unchanged = "no file was changed";
        if (!MigrationNames.IsSafeTag(entry.Tag))
            throw FolderProblems.UnsafeTag.Error(
                folder,
                $"'{entry.Tag}' cannot be the name of a migration",
                Unchanged,
                "use letters, digits, '_' and '-' only; correct the tag in the journal"
            );
        var file = $"{folder}/{entry.Tag}.sql";
        var sql =
            read(entry.Tag + ".sql")
            ?? throw FolderProblems.MissingFile.Error(
                file,
                "the journal lists this migration, and its file does not exist",
                Unchanged,
                $"restore it: {Call.Git("log", "--diff-filter=D", "--", file)} names the commit that removed it"
            );
        var hash = SqlScript.Parse(SourceText.Decode(sql, file), syntax).ScriptHash;
        if (entry.Hash is not null && entry.Hash != hash)
            throw FolderProblems.Edited.Error(
                file,
                $"{entry.Tag} was edited after it was generated",
                Unchanged,
                $"undo the edit, or have it verified on its own branch: {Call.Strata("generate").With("amend")}"
            );
        var parent = entry.Parent ?? before;
        if (parent != Journal.Root && Find(parent) is null)
            throw FolderProblems.OtherParent.Error(
                file,
                $"{entry.Tag} was made on top of migrations that do not exist here",
                Unchanged,
                $"get the commit that has them: {Call.Git("pull")}"
            );
        return new(entry, parent, hash, sql, read(entry.Tag + ".down.sql"));
    }

    /// <summary>A node with all that it was made on top of, the first one first.</summary>
    public IReadOnlyList<JournalNode> PathTo(string chain)
    {
        List<JournalNode> path = [];
        for (var at = Find(chain); at is not null; at = Find(at.Parent))
            path.Insert(0, at);
        return path;
    }

    /// <summary>
    /// The migrations that do not stay, in runs of one on top of the other; each begins on top of one that stays, or of a run before it.
    /// The
    /// run on top of the last one that stays comes first: it need not move.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<JournalNode>> Branches(IReadOnlyList<JournalNode> stays)
    {
        var seen = stays.Concat(Covered(stays)).Select(n => n.Chain).ToHashSet(StringComparer.Ordinal);
        List<IReadOnlyList<JournalNode>> branches = [];
        var head = stays.Count == 0 ? Journal.Root : stays[^1].Chain;
        foreach (var first in _nodes.OrderBy(n => n.Parent == head ? 0 : 1))
        {
            List<JournalNode> run = [];
            for (var at = first; at is not null && seen.Add(at.Chain); at = Children(at.Chain).FirstOrDefault(c => !seen.Contains(c.Chain)))
                run.Add(at);
            if (run.Count > 0)
                branches.Add(run);
        }
        return branches;
    }

    /// <summary>
    /// The migrations that one branch has as a squash and the other as they were before: whichever stays, the others say the same again.
    /// </summary>
    /// <exception cref="ProblemException">A squash that does not stay replaces more than what stays (ST4032, exit 4).</exception>
    public IReadOnlyList<JournalNode> Covered(IReadOnlyList<JournalNode> stays)
    {
        var replaced = stays.SelectMany(s => s.Replaces).ToHashSet();
        List<JournalNode> covered = [];
        foreach (var node in _nodes.Except(stays))
        {
            var isOnCovered = node.Parent == Journal.Root || covered.Any(c => c.Chain == node.Parent);
            if (isOnCovered && replaced.Contains(node.Name))
                covered.Add(node);
            else if (node.Replaces.Count > 0)
                covered.Add(RequireWithin(node, stays));
        }
        return covered;
    }

    private static JournalNode RequireWithin(JournalNode squash, IReadOnlyList<JournalNode> stays)
    {
        var missing = squash.Replaces.Except(stays.SelectMany(s => s.Replaces.Append(s.Name))).Select(r => r.Tag).ToList();
        return missing.Count == 0
            ? squash
            : throw RebaseProblems.SquashTooWide.Error(
                squash.Tag,
                $"{squash.Tag} is a squash, and replaces migrations that the branch that stays lacks: {string.Join(", ", missing)}",
                "nothing was changed",
                $"on that branch, revert the squash ({Call.Git("revert", "COMMIT")}), merge again, {Call.Strata("rebase")}"
                    + $", and squash afterwards"
            );
    }
}
