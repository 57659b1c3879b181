using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Cli.Adopting;

/// <summary>What taking over comes to: the folder as it will be, and which of its migrations the database has. Pure.</summary>
/// <param name="Folder">In our order.</param>
/// <param name="Sources">By tag, where its migrations come from; none for those that were added since.</param>
/// <param name="Applied">The first so many are applied.</param>
/// <param name="NeverRun">What stands before an applied one in the tool's order and was not run.</param>
internal sealed record Adoption(
    MigrationFolder Folder,
    IReadOnlyDictionary<string, ToolMigration> Sources,
    int Applied,
    IReadOnlyList<Migration> NeverRun
)
{
    public IReadOnlyList<Migration> Done => [.. Folder.Migrations.Take(Applied)];

    public Migration? Head => Applied == 0 ? null : Folder.Migrations[Applied - 1];

    /// <summary>A new folder: what is applied first, in the tool's order, then what the tool passed over, then the rest.</summary>
    public static Adoption New(ToolFolder tool, IReadOnlySet<ToolMigration> applied, string path, string dialect)
    {
        var wanted = Wanted(tool);
        var last = wanted.FindLastIndex(applied.Contains);
        var late = wanted.Take(last + 1).Where(m => !applied.Contains(m)).ToList();
        List<ToolMigration> order = [.. wanted.Take(last + 1).Where(applied.Contains), .. late, .. wanted.Skip(last + 1)];
        var entries = new List<JournalEntry>();
        var idx = -1;
        foreach (var m in order)
        {
            // A name that is kept begins with its number: those that stay in their place keep that too.
            idx = m.KeepsName && !late.Contains(m) ? Math.Max(idx + 1, m.Entry.Idx) : idx + 1;
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
        return Of(folder, order, applied, late);
    }

    /// <summary>A folder that an earlier run wrote, for another environment or again.</summary>
    /// <exception cref="ProblemException">It is not that folder (ST9033, exit 9), or its order is not that of this database (ST3061, exit
    /// 3).</exception>
    public static Adoption Again(ToolFolder tool, IReadOnlySet<ToolMigration> applied, MigrationFolder folder, string target, string name)
    {
        var free = folder.Migrations.ToList();
        var sources = new ToolMigration?[folder.Migrations.Length];
        foreach (var m in Wanted(tool))
        {
            if (
                free.Find(f => f.Hash == m.Script.ScriptHash && ToolFiles.WithoutNumber(f.Tag) == ToolFiles.WithoutNumber(m.Entry.Tag))
                is not { } found
            )
                throw new ProblemException(
                    ProblemKind.Refused,
                    new(
                        "ST9033",
                        folder.Path,
                        $"the project has migrations already, and {m.Path} is not among them",
                        "nothing was written",
                        "to start again, move the migrations folder away; to go on with what is there: strata status"
                    )
                );
            free.Remove(found);
            sources[folder.Migrations.IndexOf(found)] = m;
        }
        var order = sources.TakeWhile(m => m is not null).ToList();
        var last = order.FindLastIndex(m => applied.Contains(m!));
        if (order.Take(last + 1).FirstOrDefault(m => !applied.Contains(m!)) is { } gap)
            throw new ProblemException(
                ProblemKind.Inconsistent,
                new(
                    "ST3061",
                    gap.Path,
                    $"{gap.Id} was not run on {target}, and {order[last]!.Id}, which stands after it in the journal, was",
                    "nothing was written",
                    $"run it there with {name} first; or write the journal in this database's order: move the migrations "
                        + $"folder away, adopt from this environment first, then from the others"
                )
            );
        var wanted = Wanted(tool);
        return Of(folder, order!, applied, [.. wanted.Take(wanted.FindLastIndex(applied.Contains) + 1).Where(m => !applied.Contains(m))]);
    }

    private static Adoption Of(
        MigrationFolder folder,
        List<ToolMigration> order,
        IReadOnlySet<ToolMigration> applied,
        List<ToolMigration> late
    )
    {
        var sources = folder.Migrations.Zip(order).ToDictionary(p => p.First.Tag, p => p.Second, StringComparer.Ordinal);
        return new(
            folder,
            sources,
            order.Count(applied.Contains),
            [.. folder.Migrations.Where(m => sources.TryGetValue(m.Tag, out var s) && late.Contains(s))]
        );
    }

    /// <summary>A file without a statement is nothing to run: Strata has no such migrations.</summary>
    private static List<ToolMigration> Wanted(ToolFolder tool) => [.. tool.Migrations.Where(m => !m.Script.Statements.IsEmpty)];
}
