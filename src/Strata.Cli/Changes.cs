using System.Collections.Immutable;
using Strata.Cli.Output;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Planning.Renames;
using Strata.Core.Planning.Retention;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>A plan between two states, renames first.</summary>
/// <param name="Renamed">The state before, after its renames.</param>
/// <param name="Applied">The renames that were made, for the way back.</param>
internal sealed record Change(Plan Plan, Catalog Before, Catalog Renamed, Catalog After, IReadOnlyList<RenameHint> Applied)
{
    /// <summary>What the plan keeps aside instead of losing it.</summary>
    public ImmutableArray<Kept> Kept { get; init; } = [];
}

/// <summary>What stands between two states, with every possible rename decided by somebody.</summary>
internal sealed class Changes(Project project, RenameAnswers answers)
{
    /// <param name="settle">Whether expressions of <paramref name="after"/> may be printed as they were first typed: they are settled
    /// before they count as changed. A caller that proves the plan finds out by that.</param>
    /// <param name="keep">Set where what would be dropped with its rows is kept aside.</param>
    /// <exception cref="ProblemException">A possible rename that nobody can answer for (ST1101, exit 10).</exception>
    public async Task<Change> BetweenAsync(
        Catalog before,
        Catalog after,
        IReadOnlyList<RenameHint> hints,
        bool settle,
        CancellationToken cancellationToken,
        KeepTerms? keep = null
    )
    {
        RequireNoCircle(hints);
        var renamer = new Renamer(project.Dialect, project.Shadows);
        var (decided, dropped) = (hints.ToList(), new HashSet<ObjectId>());
        ImmutableArray<Step> steps;
        Catalog renamed;
        while (true)
        {
            // What is inside a renamed object shows only after that: so it is asked about in a second round.
            (steps, renamed) = await renamer
                .ApplyAsync(before, [.. decided, .. answers.Resolve(before, decided, after)], cancellationToken)
                .ConfigureAwait(false);
            var possible = RenameDetector
                .Find(renamed, after)
                .Select(p => new RenameHint(p.Gone.Id, p.Come.Id))
                .Concat(RenameDetector.FindParts(renamed, after));
            var open = possible
                .Where(p => !answers.IsDecided(p.From) && !dropped.Any(d => d == p.From || RenameDetector.IsInside(p.From, d)))
                .ToImmutableArray();
            if (open.IsEmpty)
                break;
            await AskAboutAsync(open, decided, dropped, cancellationToken).ConfigureAwait(false);
        }
        answers.RequireMeant(before, renamed);
        IReadOnlyList<RenameHint> all = [.. decided, .. answers.Resolve(before, decided, after)];
        var aside = keep is null
            ? null
            : await new Keeper(project.Dialect, project.Shadows)
                .PutAsideAsync(renamed, after, keep, cancellationToken)
                .ConfigureAwait(false);
        var plan = project.Dialect.Plan(aside?.Now ?? renamed, after);
        if (settle && after.Objects.Values.Any(o => renamed.Find(o.Id) is { } old && !old.Equals(o)))
        {
            after = await new ShadowRunner(project.Dialect).SettleAsync(project.Shadows, after, cancellationToken).ConfigureAwait(false);
            plan = project.Dialect.Plan(renamed, after);
        }
        if (aside is not null)
            plan = Keeper.Spared(plan, aside.Kept.Select(k => k.Object.Id)) with { Notes = [.. plan.Notes, .. aside.Notes] };
        plan = project.Dialect.Join([.. steps, .. aside?.Steps ?? []], plan);
        return new Change(
            plan,
            before,
            renamed,
            after,
            [.. all.Where(h => steps.Any(s => s.Cause is Rename r && (r.To == h.To || IsPartOf(h.To, r))))]
        )
        {
            Kept = aside?.Kept ?? [],
        };
    }

    /// <summary>A part without an address of its own was renamed: the step's cause is its whole, under the name it keeps.</summary>
    private static bool IsPartOf(ObjectId part, Rename whole) =>
        whole.Before.Id == whole.To
        && part.Names.Count > whole.To.Names.Count
        && part.Names.Take(whole.To.Names.Count).SequenceEqual(whole.To.Names);

    /// <summary>The plan back: what was kept first, then the renames turned round.</summary>
    public async Task<Plan> BackAsync(Change change, CancellationToken cancellationToken)
    {
        IReadOnlyList<RenameHint> back = [.. change.Applied.Select(h => new RenameHint(h.To, h.From)).Reverse()];
        var (returned, after) = change.Kept.IsEmpty
            ? ([], change.After)
            : await new Keeper(project.Dialect, project.Shadows)
                .BringBackAsync(change.Before, change.Plan, change.After, change.Kept, cancellationToken)
                .ConfigureAwait(false);
        var (steps, renamed) = await new Renamer(project.Dialect, project.Shadows)
            .ApplyAsync(after, Inner(back, change.Applied), cancellationToken)
            .ConfigureAwait(false);
        return project.Dialect.Join(
            [.. returned, .. steps],
            Keeper.Spared(project.Dialect.Plan(renamed, change.Before), change.Kept.Select(k => Outer(k.Object.Id, change.Applied)))
        );
    }

    /// <summary>
    /// Outer objects are renamed first on the way back too, so inner addresses go by the outer object's old name by then.
    /// </summary>
    private static List<RenameHint> Inner(IReadOnlyList<RenameHint> back, IReadOnlyList<RenameHint> applied) =>
        [.. back.Select(h => new RenameHint(Outer(h.From, applied), Outer(h.To, applied)))];

    private static ObjectId Outer(ObjectId id, IReadOnlyList<RenameHint> applied)
    {
        foreach (
            var hint in applied.Where(h => h.To.Names.Count < id.Names.Count && id.Names.Take(h.To.Names.Count).SequenceEqual(h.To.Names))
        )
            id = new ObjectId(id.Type, [.. hint.From.Names, .. id.Names.Skip(hint.To.Names.Count)], id.Args);
        return id;
    }

    /// <summary>Two names that change places look the same before and after: nobody could tell whether it has happened.</summary>
    private static void RequireNoCircle(IReadOnlyList<RenameHint> hints)
    {
        foreach (var hint in hints)
        {
            var at = hint.To;
            for (var i = 0; i < hints.Count && hints.FirstOrDefault(h => h.From == at) is { } next; i++)
            {
                at = next.To;
                if (at == hint.To)
                    throw new ProblemException(
                        ProblemKind.Usage,
                        new(
                            "ST2112",
                            hint.From.Text,
                            $"{hint.From} and {hint.To} are renamed in a circle, which looks the same before and after",
                            "nothing was changed",
                            "rename one of them to a third name, push or generate, then give it its own"
                        )
                    );
            }
        }
    }

    /// <summary>At a terminal, asks about each; what is answered is added to one of the two collections.</summary>
    private async Task AskAboutAsync(
        ImmutableArray<RenameHint> open,
        List<RenameHint> renames,
        HashSet<ObjectId> dropped,
        CancellationToken cancellationToken
    )
    {
        if (!project.Report.CanAsk)
        {
            var flags = open.Select(RenameAnswers.Flag);
            var drops = open.Select(p => $"--drop {RenameAnswers.Short(p.From)}").Distinct();
            throw new ProblemException(
                ProblemKind.DecisionMissing,
                new(
                    "ST1101",
                    open[0].From.Text,
                    $"{string.Join(" and ", open.Select(p => p.From.Text).Distinct())} would be dropped while {string.Join(" and ", open.Select(p => p.To.Text).Distinct())}"
                        + $" comes: a rename keeps the rows, a drop loses them",
                    "nothing was changed",
                    $"say which it is: {string.Join(" or ", flags)} for a rename, {string.Join(" ", drops)} to drop and create"
                )
            );
        }
        foreach (var gone in open.GroupBy(p => p.From))
        {
            var choices = gone.Where(p => !renames.Any(d => d.To == p.To)).ToDictionary(p => $"renamed to {RenameAnswers.Short(p.To)}");
            const string Drop = "dropped, with what it holds";
            var answer =
                choices.Count == 0
                    ? Drop
                    : await Ask.ChooseAsync($"{gone.Key} is gone from the schema. It is", [.. choices.Keys, Drop], cancellationToken)
                        .ConfigureAwait(false);
            if (choices.TryGetValue(answer, out var chosen))
                renames.Add(chosen);
            else
                dropped.Add(gone.Key);
        }
    }
}

/// <summary>What <c>--rename old=new</c> and <c>--drop name</c> say.</summary>
internal sealed record RenameAnswers(IReadOnlyList<string> Renames, IReadOnlyList<string> Drops)
{
    /// <summary>The flags as hints. What is inside a renamed object may be called by its old address or by the new one.</summary>
    /// <param name="before">The state that the flags are about.</param>
    /// <param name="known">Renames that are decided already.</param>
    /// <param name="after">The state wanted.</param>
    /// <exception cref="ProblemException">A flag names nothing that goes or nothing that comes (ST1102, exit 2).</exception>
    public List<RenameHint> Resolve(Catalog before, IReadOnlyList<RenameHint> known, Catalog after)
    {
        List<RenameHint> found = [];
        foreach (var (flag, from, to) in Renames.Select(Split).OrderBy(f => f.From.Count(c => c == '.')))
        {
            var gone = Addresses(before)
                .Where(id => Matches(id, from) || Matches(Now(id, [.. known, .. found]), from))
                .Select(id => Now(id, [.. known, .. found]))
                .ToList();
            if (gone.Count == 0)
                throw Wrong(flag, $"names nothing: there is no {from} before this change");
            var there = Addresses(after).ToHashSet();
            var old = gone.FirstOrDefault(id => !there.Contains(id)) ?? throw Wrong(flag, $"names {gone[0]}, which stays");
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

    private static (string Flag, string From, string To) Split(string flag) =>
        flag.Split('=', 2) is [var f, var t] ? (flag, f, t) : throw Wrong(flag, "is not of the form old=new");

    /// <summary>Objects, and what is inside them without being one.</summary>
    private static IEnumerable<ObjectId> Addresses(Catalog catalog) => catalog.Objects.Values.SelectMany(o => o.Parts.Prepend(o.Id));

    /// <summary>An address when what it is inside of has been renamed.</summary>
    private static ObjectId Now(ObjectId id, IReadOnlyList<RenameHint> renames)
    {
        foreach (var rename in renames.Where(r => RenameDetector.IsInside(id, r.From)).OrderBy(r => r.From.Names.Count))
            id = new ObjectId(id.Type, [.. rename.To.Names, .. id.Names.Skip(rename.From.Names.Count)], id.Args);
        return id;
    }

    /// <summary>What the flags call what there was: schemas and tables that were the project's under that name.</summary>
    public IEnumerable<ObjectId> Named(Catalog live) =>
        Renames
            .Select(Split)
            .SelectMany(f => live.Objects.Keys.Where(id => Matches(id, f.From)))
            .Concat(Drops.SelectMany(d => live.Objects.Keys.Where(id => id.Names.Count == 1 && Matches(id, d))));

    /// <exception cref="ProblemException">A flag names nothing that is there (ST1102, exit 2).</exception>
    public void RequireMeant(Catalog before, Catalog renamed)
    {
        foreach (var drop in Drops.Where(d => !Addresses(before).Concat(Addresses(renamed)).Any(id => Matches(id, d))))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST1102",
                    $"--drop {drop}",
                    $"--drop {drop} names nothing: there is no {drop} before this change",
                    "nothing was changed",
                    "write --drop table.column or --drop table"
                )
            );
    }

    public bool IsDecided(ObjectId gone) =>
        Drops.Any(d => Matches(gone, d) || Enumerable.Range(1, gone.Names.Count - 1).Any(n => string.Join('.', gone.Names.Take(n)) == d));

    /// <summary>The flag that says a rename.</summary>
    public static string Flag(RenameHint pair) =>
        $"--rename {Short(pair.From)}={(pair.From.Names.SkipLast(1).SequenceEqual(pair.To.Names.SkipLast(1)) ? pair.To.Name : string.Join('.', pair.To.Names))}";

    /// <summary>The address without its type and without the schema everybody uses.</summary>
    public static string Short(ObjectId id) =>
        string.Join('.', id.Names.Count > 1 && id.Names[0] is "public" or "main" ? id.Names.Skip(1) : id.Names);

    private static bool Matches(ObjectId id, string name) => string.Join('.', id.Names) == name || Short(id) == name;

    private static ProblemException Wrong(string flag, string what) =>
        new(
            ProblemKind.Usage,
            new(
                "ST1102",
                $"--rename {flag}",
                $"--rename {flag} {what}",
                "nothing was changed",
                "write --rename table.old_column=new_column or --rename old_table=new_table"
            )
        );
}
