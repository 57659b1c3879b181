using Strata.Core.Model;
using Strata.Core.Planning.Renames;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.Planning;

/// <summary>A rename that a person decided: <c>old=new</c>.</summary>
/// <param name="From">The old name, with or without its default schema; a column after its table.</param>
/// <param name="To">The new name: alone, or whole.</param>
public sealed record RenameAnswer(string From, string To)
{
    internal string Form => $"{From}={To}";

    /// <exception cref="ProblemException">It is not of the form old=new (ST2031, exit 2).</exception>
    internal static RenameAnswer Parse(string text) =>
        text.Split('=', 2) is [var from, var to]
            ? new(from, to)
            : throw OperationProblems.InvalidOption.Error(
                $"--rename {text}",
                $"--rename {text} is not of the form old=new",
                "nothing was changed",
                $"write {Call.Option("rename", "table.old_column=new_column")} or {Call.Option("rename", "old_table=new_table")}"
            );
}

/// <summary>The decisions between rename and drop that came with a request.</summary>
/// <param name="Renames">Renames.</param>
/// <param name="Drops">Objects and parts that are dropped, with what they hold.</param>
public sealed record RenameAnswers(IReadOnlyList<RenameAnswer> Renames, IReadOnlyList<string> Drops)
{
    /// <summary>Nothing is decided.</summary>
    public static RenameAnswers None { get; } = new([], []);

    /// <summary>Reads the decisions as they are typed.</summary>
    /// <param name="renames">Renames, each as <c>old=new</c>.</param>
    /// <param name="drops">Names of what is dropped.</param>
    /// <exception cref="ProblemException">A rename is not of the form old=new (ST2031, exit 2).</exception>
    internal static RenameAnswers Parse(IReadOnlyList<string> renames, IReadOnlyList<string> drops) =>
        new([.. renames.Select(RenameAnswer.Parse)], drops);

    /// <summary>The decisions as hints. A part of a renamed object may be called by its old address or by its new one.</summary>
    /// <param name="before">The state before.</param>
    /// <param name="known">Renames that are decided already.</param>
    /// <param name="after">The state wanted.</param>
    /// <exception cref="ProblemException">A decision names nothing that is removed (ST1102, exit 2).</exception>
    internal List<RenameHint> Resolve(Catalog before, IReadOnlyList<RenameHint> known, Catalog after)
    {
        List<RenameHint> found = [];
        foreach (var rename in Renames.OrderBy(r => r.From.Count(c => c == '.')))
        {
            var (from, to) = (rename.From, rename.To);
            var gone = Addresses(before)
                .Where(id => !IsBond(before, id))
                .Where(id => id.IsCalled(from) || Now(id, [.. known, .. found]).IsCalled(from))
                .Select(id => Now(id, [.. known, .. found]))
                .ToList();
            if (gone.Count == 0)
                throw Wrong(rename, $"no {from} before this change");
            var there = Addresses(after).ToHashSet();
            var old = gone.FirstOrDefault(id => !there.Contains(id)) ?? throw Wrong(rename, $"{gone[0]} is not removed");
            var names = to.Split('.');
            found.Add(
                new RenameHint(
                    old,
                    new ObjectId(
                        old.Type,
                        names.Length == old.Names.Count && names.Length > 1 ? [.. names] : [.. old.Names.SkipLast(1), names[^1]],
                        old.Args
                    )
                )
            );
        }
        return found;
    }

    /// <summary>A part that has its owner's own name, such as the bond between a partition and its parent, is renamed with it.</summary>
    private static bool IsBond(Catalog catalog, ObjectId id) => catalog.Find(id)?.Owner is { } owner && owner.Names.SequenceEqual(id.Names);

    /// <summary>Objects, and what is inside them without being one.</summary>
    private static IEnumerable<ObjectId> Addresses(Catalog catalog) => catalog.Objects.Values.SelectMany(o => o.InnerParts.Prepend(o.Id));

    /// <summary>An address when what it is inside of has been renamed.</summary>
    private static ObjectId Now(ObjectId id, IReadOnlyList<RenameHint> renames)
    {
        foreach (var rename in renames.Where(r => RenameDetector.IsInside(id, r.From)).OrderBy(r => r.From.Names.Count))
            id = new ObjectId(id.Type, [.. rename.To.Names, .. id.Names.Skip(rename.From.Names.Count)], id.Args);
        return id;
    }

    /// <summary>The schemas and tables that the decisions name: they were the project's under those names.</summary>
    internal IEnumerable<ObjectId> Named(Catalog live) =>
        Renames
            .SelectMany(f => live.Objects.Keys.Where(id => id.IsCalled(f.From)))
            .Concat(Drops.SelectMany(d => live.Objects.Keys.Where(id => id.Names.Count == 1 && id.IsCalled(d))));

    /// <exception cref="ProblemException">A decision names nothing that exists (ST1102, exit 2).</exception>
    internal void RequireKnown(Catalog before, Catalog renamed)
    {
        foreach (var drop in Drops.Where(d => !Addresses(before).Concat(Addresses(renamed)).Any(id => id.IsCalled(d))))
            throw PlanningProblems.UnknownRename.Error(
                drop,
                $"the drop of {drop} cannot be made: no {drop} before this change",
                "nothing was changed",
                $"write {Call.Option("drop", "table.column")} or {Call.Option("drop", "table")}"
            );
    }

    internal bool IsDecided(ObjectId gone) =>
        Drops.Any(d => gone.IsCalled(d) || Enumerable.Range(1, gone.Names.Count - 1).Any(n => string.Join('.', gone.Names.Take(n)) == d));

    /// <summary>The form in which a rename is decided.</summary>
    internal static string Form(RenameHint pair)
    {
        var isInPlace = pair.From.Names.SkipLast(1).SequenceEqual(pair.To.Names.SkipLast(1));
        return $"{pair.From.Short()}={(isInPlace ? pair.To.Name : pair.To.Qualified())}";
    }

    private static ProblemException Wrong(RenameAnswer rename, string what) =>
        PlanningProblems.UnknownRename.Error(
            rename.Form,
            $"the rename {rename.Form} cannot be made: {what}",
            "nothing was changed",
            $"write {Call.Option("rename", "table.old_column=new_column")} or {Call.Option("rename", "old_table=new_table")}"
        );
}
