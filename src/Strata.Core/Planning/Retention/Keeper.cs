using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;

namespace Strata.Core.Planning.Retention;

/// <summary>One object that a plan keeps aside instead of losing it.</summary>
/// <param name="Place">The name under which it is kept.</param>
/// <param name="Object">As it was.</param>
/// <param name="How">How it got there and comes back.</param>
/// <param name="Along">What it needs and what goes too: kept with it, in this order.</param>
public sealed record Kept(string Place, DbObject Object, Keeping How, ImmutableArray<Keeping> Along)
{
    /// <summary>What comes back, for people.</summary>
    public string Words => $"{Object.Id}, {How.How}{(How.But.Length > 0 ? $": {How.But}" : "")}";
}

/// <summary>What is put aside before the rest of a plan.</summary>
/// <param name="Steps">First in the plan.</param>
/// <param name="Now">The state after them.</param>
/// <param name="Notes">What is not kept, and why.</param>
public sealed record PutAside(ImmutableArray<Step> Steps, Catalog Now, ImmutableArray<Kept> Kept, ImmutableArray<string> Notes);

/// <summary>
/// Keeps aside what a plan would drop with its rows. As with renames, what everything else says afterwards is not guessed but read back
/// from a throwaway database in
/// which it was done: what is kept is no reader's any more, and the rest of the plan starts from there.
/// </summary>
public sealed class Keeper(IDialect dialect, IShadowProvider shadows)
{
    /// <summary>Puts aside what holds rows in one state and is gone in another, itself or as a part of what stays.</summary>
    public async Task<PutAside> PutAsideAsync(Catalog before, Catalog after, KeepTerms terms, CancellationToken cancellationToken)
    {
        var gone = before
            .Objects.Values.Where(o =>
                o.HoldsData
                && after.Find(o.Id) is null
                && (o.Owner is not { } owner || after.Find(owner) is not null)
                && !GoesWithLeader(o, before, after)
            )
            .ToList();
        List<Kept> kept = [];
        List<string> notes = [];
        foreach (var o in gone)
        {
            var context = new KeepContext(dialect.Holding.Place(Key(terms, o.Id)), before, after);
            var how = dialect.Kinds.For(o).WriteKeep(o, context) ?? new Keeping { Refused = "objects of its kind cannot be" };
            if (how.Refused is { } reason)
                notes.Add($"{o.Id} is not kept: {reason}");
            else
                kept.Add(new(context.Place, o, how, []));
        }
        if (kept.Count == 0)
            return new([], before, [], [.. notes]);
        kept = [.. WithAlong(kept, before, after)];
        ImmutableArray<Step> steps =
        [
            .. LeftBehind(kept, before),
            .. dialect.Holding.Prepare(),
            .. kept.SelectMany(k => Steps(k, terms.Time)),
        ];
        await using var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, dialect.Join(steps, Plan.Empty), cancellationToken).ConfigureAwait(false);
        return new(steps, await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false), [.. kept], [.. notes]);
    }

    /// <summary>What a plan is once its rows are kept: it loses them no more.</summary>
    public static Plan Spared(Plan plan, IEnumerable<ObjectId> kept)
    {
        var subjects = kept.ToHashSet();
        return plan with
        {
            Batches =
            [
                .. plan.Batches.Select(b =>
                    b with
                    {
                        Steps =
                        [
                            .. b.Steps.Select(s =>
                                s with
                                {
                                    Hazards = [.. s.Hazards.Where(h => !(h.Destructive || h.ChangesRows) || !subjects.Contains(h.Subject))],
                                }
                            ),
                        ],
                    }
                ),
            ],
        };
    }

    /// <summary>What brings everything back, first in the plan of the way back, and the state after that.</summary>
    /// <param name="before">The state that <paramref name="up"/> starts from.</param>
    /// <param name="up">The whole plan, in which things were put aside.</param>
    /// <param name="after">The state it leads to.</param>
    /// <param name="kept">What was put aside.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<(ImmutableArray<Step> Steps, Catalog Now)> BringBackAsync(
        Catalog before,
        Plan up,
        Catalog after,
        ImmutableArray<Kept> kept,
        CancellationToken cancellationToken
    )
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var now = after;
        foreach (var one in kept.Reverse())
        {
            steps.AddRange(one.Along.Reverse().SelectMany(a => a.Back));
            var made = now.With(one.How.Remade);
            // What is made here is taken away nowhere: its hazards are about rows that come back in the next step.
            if (one.How.Remade.Length > 0)
                steps.AddRange(dialect.Plan(now, made).Steps.Select(s => s with { Hazards = [] }));
            steps.AddRange(one.How.Back);
            steps.AddRange(dialect.Holding.Close(one.Place));
            now = made;
        }
        await using var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, up, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, dialect.Join(steps.ToImmutable(), Plan.Empty), cancellationToken).ConfigureAwait(false);
        return (steps.ToImmutable(), await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false));
    }

    private IEnumerable<Step> Steps(Kept kept, TimeSpan time)
    {
        var hazard = new Hazard(
            "SX3020",
            $"keeps {kept.Object.Id} with what it holds for {IHolding.Words(time)}, {kept.How.How}",
            kept.Object.Id
        );
        var open = dialect.Holding.Open(kept.Place, kept.Object.Id, time).ToList();
        return [open[0] with { Hazards = [hazard] }, .. open.Skip(1), .. kept.How.Aside, .. kept.Along.SelectMany(a => a.Aside)];
    }

    /// <summary>Parts that do not move with what they belong to, or that would bind from where they are moved what stays.</summary>
    private IEnumerable<Step> LeftBehind(List<Kept> kept, Catalog before)
    {
        var context = new RenderContext(before, before);
        return kept.Where(k => k.How.Moves)
            .SelectMany(k => Parts(k.Object, before))
            .Where(p => p.IsLeftBehind)
            .SelectMany(p => dialect.Kinds.For(p).Write(new Drop(p), context));
    }

    /// <summary>
    /// What something kept needs and what goes as well, such as a column's type: it is kept with it, what needs others before those.
    /// </summary>
    private IEnumerable<Kept> WithAlong(List<Kept> kept, Catalog before, Catalog after)
    {
        var taken = kept.Select(k => k.Object.Id).ToHashSet();
        foreach (var one in kept)
        {
            List<Keeping> along = [];
            foreach (var needed in Needed(one.Object, before, after))
            {
                if (!taken.Add(needed.Id))
                    continue;
                if (dialect.Kinds.For(needed).WriteKeep(needed, new KeepContext(one.Place, before, after)) is { Refused: null } how)
                    along.Add(how);
            }
            yield return one with
            {
                Along = [.. along],
            };
        }
    }

    private static List<DbObject> Needed(DbObject kept, Catalog before, Catalog after)
    {
        List<DbObject> found = [];
        var seen = new HashSet<ObjectId>();
        foreach (var part in Parts(kept, before).Where(p => !p.IsLeftBehind).Prepend(kept))
            Follow(part.Id);
        found.Reverse();
        return found;

        // In the end an object stands after everything that it needs; turned round, before it.
        void Follow(ObjectId id)
        {
            foreach (var needed in before.DependsOn(id))
            {
                if (
                    after.Find(needed) is not null
                    || before.Find(needed) is not { Owner: null, HoldsData: false, DroppedWith: null } o
                    || !seen.Add(needed)
                )
                    continue;
                Follow(needed);
                found.Add(o);
            }
        }
    }

    private static IEnumerable<DbObject> Parts(DbObject whole, Catalog catalog) =>
        catalog
            .DependentsOf(whole.Id)
            .Select(catalog.Find)
            .OfType<DbObject>()
            .Where(o => o.Owner == whole.Id)
            .SelectMany(o => Parts(o, catalog).Prepend(o));

    /// <summary>The server drops it with the one that it follows, which is kept itself.</summary>
    private static bool GoesWithLeader(DbObject o, Catalog before, Catalog after) =>
        o.Follows is { } follows && before.Find(follows.Leader) is not null && after.Find(follows.Leader) is null;

    private static string Key(KeepTerms terms, ObjectId id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{terms.Parent}\n{id.Text}")))[..8];
}
