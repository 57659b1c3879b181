using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Cli.Rebasing;

/// <summary>One migration of any side, with its files.</summary>
/// <param name="Parent">Chain hash of all before it.</param>
/// <param name="Hash">Of its statements, whether or not its entry says so yet.</param>
internal sealed record Node(JournalEntry Entry, string Parent, string Hash, byte[] Sql, byte[]? Down)
{
    public string Tag => Entry.Tag;
    public string Chain { get; } = Journal.Chain(Parent, Hash);

    /// <summary>As the entry of a squash names it.</summary>
    public ReplacedMigration Name => new(Tag, Hash, IsEarlier: false);

    /// <summary>The names of what it stands for, those folded by an earlier squash too.</summary>
    public IReadOnlyList<ReplacedMigration> Replaces => [.. Entry.Replaces.Select(r => r with { IsEarlier = false })];
}

/// <summary>The journals of several sides as one tree: what they share is there once, and a fork is a node with two children.</summary>
internal sealed class JournalTree(SqlSyntax syntax)
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Node> _byChain = new(StringComparer.Ordinal);

    /// <summary>In the order they were added.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    public Node? Find(string chain) => _byChain.GetValueOrDefault(chain);

    public IEnumerable<Node> Children(string chain) => _nodes.Where(n => n.Parent == chain);

    public bool IsForked => _nodes.GroupBy(n => n.Parent, StringComparer.Ordinal).Any(g => g.Count() > 1);

    /// <summary>A journal's migrations, those that are there already left out.</summary>
    /// <param name="journal">It may hold a fork itself.</param>
    /// <param name="read">A file below the folder, by its path; null where there is none.</param>
    /// <param name="shown">What messages call the folder.</param>
    /// <exception cref="ProblemException">A file is missing or was edited, or an entry is made on top of what nobody has (exit
    /// 3).</exception>
    public void Add(Journal journal, Func<string, byte[]?> read, string shown)
    {
        var before = Journal.Root;
        foreach (var entry in journal.Entries)
        {
            var file = $"{shown}/{entry.Tag}.sql";
            if (!MigrationNames.IsSafeTag(entry.Tag))
                throw Broken(
                    "ST3007",
                    shown,
                    $"'{entry.Tag}' cannot be the name of a migration",
                    "letters, digits, '_' and '-' only; mend the tag in the journal"
                );
            var sql =
                read(entry.Tag + ".sql")
                ?? throw Broken(
                    "ST3010",
                    file,
                    "the journal lists this migration, and its file is not there",
                    $"restore it: git checkout -- {file}"
                );
            var hash = SqlScript.Parse(SourceText.Decode(sql, file), syntax).ScriptHash;
            if (entry.Hash is not null && entry.Hash != hash)
                throw Broken("ST3012", file, $"{entry.Tag} was edited after it was generated", $"undo the edit: git checkout -- {file}");
            var parent = entry.Parent ?? before;
            if (parent != Journal.Root && Find(parent) is null)
                throw Broken(
                    "ST3016",
                    file,
                    $"{entry.Tag} was made on top of migrations that are not there",
                    "get the commit that has them: git pull"
                );
            var node = new Node(entry, parent, hash, sql, read(entry.Tag + ".down.sql"));
            before = node.Chain;
            if (_byChain.TryAdd(node.Chain, node))
                _nodes.Add(node);
        }
    }

    /// <summary>A node with all it was made on top of, the first one first.</summary>
    public IReadOnlyList<Node> PathTo(string chain)
    {
        List<Node> path = [];
        for (var at = Find(chain); at is not null; at = Find(at.Parent))
            path.Insert(0, at);
        return path;
    }

    /// <summary>
    /// What is not among the migrations that stay, in runs of one on top of the other; each begins on top of one that stays, or of a run
    /// before it. What stands on the last
    /// that stays comes first: it need not move.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Node>> Branches(IReadOnlyList<Node> stays)
    {
        var seen = stays.Concat(Covered(stays)).Select(n => n.Chain).ToHashSet(StringComparer.Ordinal);
        List<IReadOnlyList<Node>> branches = [];
        var head = stays.Count == 0 ? Journal.Root : stays[^1].Chain;
        foreach (var first in _nodes.OrderBy(n => n.Parent == head ? 0 : 1))
        {
            List<Node> run = [];
            for (var at = first; at is not null && seen.Add(at.Chain); at = Children(at.Chain).FirstOrDefault(c => !seen.Contains(c.Chain)))
                run.Add(at);
            if (run.Count > 0)
                branches.Add(run);
        }
        return branches;
    }

    /// <summary>What one side has as a squash and the other as it was before: whichever stays, the other says the same again.</summary>
    /// <exception cref="ProblemException">A squash that does not stay stands for more than what stays (ST4032, exit 4).</exception>
    public IReadOnlyList<Node> Covered(IReadOnlyList<Node> stays)
    {
        var old = stays.SelectMany(s => s.Replaces).ToHashSet();
        List<Node> covered = [];
        foreach (var node in _nodes.Except(stays))
        {
            var onlyOld = node.Parent == Journal.Root || covered.Any(c => c.Chain == node.Parent);
            if (onlyOld && old.Contains(node.Name))
                covered.Add(node);
            else if (node.Replaces.Count > 0)
                covered.Add(Within(node, stays));
        }
        return covered;
    }

    private static Node Within(Node squash, IReadOnlyList<Node> stays)
    {
        var missing = squash.Replaces.Except(stays.SelectMany(s => s.Replaces.Append(s.Name))).Select(r => r.Tag).ToList();
        return missing.Count == 0
            ? squash
            : throw new ProblemException(
                ProblemKind.Differences,
                new(
                    "ST4032",
                    squash.Tag,
                    $"{squash.Tag} was squashed on one side, and stands for what the side that stays does not have: {string.Join(", ", missing)}",
                    "nothing was changed",
                    "on that branch, go back to the commit before the squash (git revert), merge again, strata rebase, and "
                        + "squash afterwards"
                )
            );
    }

    private static ProblemException Broken(string code, string where, string what, string fix) =>
        new(ProblemKind.Inconsistent, new(code, where, what, "no file was changed", fix));
}
