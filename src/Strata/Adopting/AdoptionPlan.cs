using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Adopting;

/// <summary>The folder as it will be, and the migrations of it that the database has. Pure.</summary>
/// <param name="Folder">In our order.</param>
/// <param name="Sources">The tool's migrations by our tags; none for those that were added since.</param>
/// <param name="Applied">The number of migrations, from the first on, that are applied.</param>
/// <param name="NeverRun">Migrations that stand before an applied one in the tool's order and were not run.</param>
internal sealed record AdoptionPlan(
    MigrationFolder Folder,
    IReadOnlyDictionary<string, ToolMigration> Sources,
    int Applied,
    IReadOnlyList<Migration> NeverRun
)
{
    /// <summary>The applied migrations.</summary>
    public IReadOnlyList<Migration> Done => [.. Folder.Migrations.Take(Applied)];

    /// <summary>The last applied migration; null where none is.</summary>
    public Migration? Head => Applied == 0 ? null : Folder.Migrations[Applied - 1];

    /// <summary>
    /// Plans a new folder: applied migrations first, in the tool's order, then those that the tool passed over, then the rest.
    /// </summary>
    public static AdoptionPlan New(ToolFolder tool, IReadOnlySet<ToolMigration> applied, string path, string dialect)
    {
        var wanted = Wanted(tool);
        var last = wanted.FindLastIndex(applied.Contains);
        var neverRun = wanted.Take(last + 1).Where(m => !applied.Contains(m)).ToList();
        List<ToolMigration> order = [.. wanted.Take(last + 1).Where(applied.Contains), .. neverRun, .. wanted.Skip(last + 1)];
        List<JournalEntry> entries = [];
        var idx = -1;
        foreach (var m in order)
        {
            // A name that is kept begins with its number: those that stay in their place keep that too.
            idx = m.KeepsName && !neverRun.Contains(m) ? Math.Max(idx + 1, m.Entry.Idx) : idx + 1;
            entries.Add(
                m.Entry with
                {
                    Idx = idx,
                    Down = m.Down?.ScriptHash,
                    Tag = m.KeepsName ? m.Entry.Tag : ToolFiles.Numbered(idx, ToolFiles.WithoutNumber(m.Entry.Tag)),
                }
            );
        }
        var folder = MigrationFolder.Of(path, dialect, entries.Zip(order, (e, m) => (e, m.Script)));
        return Of(folder, order, applied, neverRun);
    }

    /// <summary>Plans for a folder that an earlier adoption wrote, for another environment or again.</summary>
    /// <param name="tool">The tool's folder.</param>
    /// <param name="applied">The migrations that the database has.</param>
    /// <param name="folder">Our folder.</param>
    /// <param name="target">The database in messages.</param>
    /// <param name="name">The tool's name.</param>
    /// <exception cref="ProblemException">It is another folder (ST9033, exit 9), or its order is not that of this database (ST3061, exit
    /// 3).</exception>
    public static AdoptionPlan Again(
        ToolFolder tool,
        IReadOnlySet<ToolMigration> applied,
        MigrationFolder folder,
        string target,
        string name
    )
    {
        var sources = Match(tool, folder);
        var order = sources.TakeWhile(m => m is not null).ToList();
        var last = order.FindLastIndex(m => applied.Contains(m!));
        if (order.Take(last + 1).FirstOrDefault(m => !applied.Contains(m!)) is { } gap)
            throw AdoptProblems.OtherOrder.Error(
                gap.Path,
                $"{gap.Id} was not run on {target}, and {order[last]!.Id}, which stands after it in the journal, was",
                "nothing was written",
                $"run it there with {name} first; or write the journal in this database's order: move the migrations "
                    + $"folder away, adopt from this environment first, then from the others"
            );
        var wanted = Wanted(tool);
        return Of(folder, order!, applied, [.. wanted.Take(wanted.FindLastIndex(applied.Contains) + 1).Where(m => !applied.Contains(m))]);
    }

    /// <summary>The tool's migration of each of ours; null for those that were added since.</summary>
    private static ToolMigration?[] Match(ToolFolder tool, MigrationFolder folder)
    {
        var free = folder.Migrations.ToList();
        var sources = new ToolMigration?[folder.Migrations.Length];
        foreach (var m in Wanted(tool))
        {
            var words = ToolFiles.WithoutNumber(m.Entry.Tag);
            var found =
                free.Find(f => f.Hash == m.Script.ScriptHash && ToolFiles.WithoutNumber(f.Tag) == words)
                ?? throw AdoptProblems.OtherMigrations.Error(
                    folder.Path,
                    $"the project has migrations already, and {m.Path} is not among them",
                    "nothing was written",
                    $"to start again, move the migrations folder away; to continue with it: {Call.Strata("status")}"
                );
            free.Remove(found);
            sources[folder.Migrations.IndexOf(found)] = m;
        }
        return sources;
    }

    private static AdoptionPlan Of(
        MigrationFolder folder,
        List<ToolMigration> order,
        IReadOnlySet<ToolMigration> applied,
        List<ToolMigration> neverRun
    )
    {
        var sources = folder.Migrations.Zip(order).ToDictionary(p => p.First.Tag, p => p.Second, StringComparer.Ordinal);
        return new(
            folder,
            sources,
            order.Count(applied.Contains),
            [.. folder.Migrations.Where(m => sources.TryGetValue(m.Tag, out var s) && neverRun.Contains(s))]
        );
    }

    // A file without a statement is nothing to run: Strata has no such migrations.
    private static List<ToolMigration> Wanted(ToolFolder tool) => [.. tool.Migrations.Where(m => !m.Script.Statements.IsEmpty)];
}
