using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Safety;

namespace Strata.Core.Planning.Retention;

/// <summary>
/// Retains objects that a plan would drop with their rows. As with renames, the effect on everything else is not guessed but read back from
/// a shadow database in which it was done: retained objects are no longer part of the catalog, and the rest of the plan starts from there.
/// </summary>
public sealed class RetentionPlanner(IDialect dialect, IShadowProvider shadows)
{
    /// <summary>Retains objects that hold rows in one state and are gone in another, themselves or as a part of one that stays.</summary>
    public async Task<RetentionPlan> RetainAsync(Catalog before, Catalog after, RetentionTerms terms, CancellationToken cancellationToken)
    {
        List<RetentionEntry> entries = [];
        List<string> notes = [];
        var moved = ReplacementFacet.Moved(dialect.Kinds, before, after).ToHashSet();
        foreach (var o in before.Objects.Values.Where(o => IsLost(o, before, after) && !moved.Contains(o.Id)))
        {
            var context = new RetentionContext(dialect.Quarantine.NameOf(Key(terms, o.Id)), before, after);
            var retention = RetentionOf(o, context) ?? new RetentionMethod { Refusal = "objects of its kind cannot be" };
            if (retention.Refusal is { } reason)
                notes.Add($"{o.Id} is not kept: {reason}");
            else
                entries.Add(new(context.QuarantineName, o, retention, []));
        }
        if (entries.Count == 0)
            return new([], before, [], [.. notes]);
        entries = [.. WithCompanions(entries, before, after)];
        ImmutableArray<Step> steps =
        [
            .. DropsOfPartsThatStay(entries, before),
            .. dialect.Quarantine.Prepare(),
            .. entries.SelectMany(e => Steps(e, terms.Period)),
        ];
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, dialect.Join(steps, Plan.Empty), cancellationToken).ConfigureAwait(false);
        return new(steps, await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false), [.. entries], [.. notes]);
    }

    /// <summary>The plan without the hazards of losing rows that are retained.</summary>
    public static Plan WithoutLosses(Plan plan, IEnumerable<ObjectId> retained)
    {
        var subjects = retained.ToHashSet();
        return plan with { Batches = [.. plan.Batches.Select(b => b with { Steps = [.. b.Steps.Select(WithoutLosses)] })] };

        Step WithoutLosses(Step step) =>
            step with
            {
                Hazards = [.. step.Hazards.Where(h => !(h.Destructive || h.ChangesRows) || !subjects.Contains(h.Subject))],
            };
    }

    /// <summary>The steps that restore everything, first in the plan of the reversal, and the state after them.</summary>
    /// <param name="before">The state that <paramref name="up"/> starts from.</param>
    /// <param name="up">The whole plan, in which objects are retained.</param>
    /// <param name="after">The state it leads to.</param>
    /// <param name="entries">The retained objects.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<(ImmutableArray<Step> Steps, Catalog Reached)> RestoreAsync(
        Catalog before,
        Plan up,
        Catalog after,
        ImmutableArray<RetentionEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var state = after;
        foreach (var entry in entries.Reverse())
        {
            steps.AddRange(entry.Companions.Reverse().SelectMany(c => c.Restore));
            var recreated = state.With(entry.Method.Recreated);
            // Nothing is lost again here: the hazards of these steps are about rows that come back in the next one.
            if (entry.Method.Recreated.Length > 0)
                steps.AddRange(dialect.Plan(state, recreated).Steps.Select(s => s with { Hazards = [] }));
            steps.AddRange(entry.Method.Restore);
            steps.AddRange(dialect.Quarantine.Close(entry.QuarantineName));
            state = recreated;
        }
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, up, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, dialect.Join(steps.ToImmutable(), Plan.Empty), cancellationToken).ConfigureAwait(false);
        return (steps.ToImmutable(), await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false));
    }

    private static bool IsLost(DbObject o, Catalog before, Catalog after) =>
        o.HoldsData
        && after.Find(o.Id) is null
        && (o.Owner is not { } owner || after.Find(owner) is not null)
        && !IsDroppedWithLeader(o, before, after);

    /// <summary>The server drops it with the one that it follows, which is retained itself.</summary>
    private static bool IsDroppedWithLeader(DbObject o, Catalog before, Catalog after) =>
        o.Follows is { AlterOnly: false } follows && before.Find(follows.Leader) is not null && after.Find(follows.Leader) is null;

    private RetentionMethod? RetentionOf(DbObject o, RetentionContext context) =>
        dialect.Kinds.For(o).Retention?.Retain?.Invoke(o, context);

    private bool StaysBehind(DbObject part) => dialect.Kinds.For(part).Retention?.StaysBehind(part) == true;

    private IEnumerable<Step> Steps(RetentionEntry entry, TimeSpan period)
    {
        var hazard = Hazards.RetainRows.On(
            entry.Object.Id,
            $"keeps {entry.Object.Id} with what it holds for {IQuarantine.PeriodText(period)}, {entry.Method.Description}"
        );
        var open = dialect.Quarantine.Open(entry.QuarantineName, entry.Object.Id, period).ToList();
        return
        [
            open[0] with
            {
                Hazards = [hazard],
            },
            .. open.Skip(1),
            .. entry.Method.Retain,
            .. entry.Companions.SelectMany(c => c.Retain),
        ];
    }

    private IEnumerable<Step> DropsOfPartsThatStay(List<RetentionEntry> entries, Catalog before)
    {
        var context = new RenderContext(before, before);
        return entries
            .Where(e => e.Method.IsMove)
            .SelectMany(e => Parts(e.Object, before))
            .Where(StaysBehind)
            .SelectMany(p => dialect.Kinds.For(p).Write(new Drop(p), context));
    }

    /// <summary>
    /// Adds objects that a retained one needs and that are dropped as well, such as a column's type: those that need others before those.
    /// </summary>
    private IEnumerable<RetentionEntry> WithCompanions(List<RetentionEntry> entries, Catalog before, Catalog after)
    {
        var taken = entries.Select(e => e.Object.Id).ToHashSet();
        foreach (var entry in entries)
        {
            var context = new RetentionContext(entry.QuarantineName, before, after);
            yield return entry with
            {
                Companions =
                [
                    .. Needed(entry.Object, before, after)
                        .Where(n => taken.Add(n.Id))
                        .Select(n => RetentionOf(n, context))
                        .OfType<RetentionMethod>()
                        .Where(r => r.Refusal is null),
                ],
            };
        }
    }

    private List<DbObject> Needed(DbObject retained, Catalog before, Catalog after)
    {
        List<DbObject> found = [];
        var seen = new HashSet<ObjectId>();
        foreach (var part in Parts(retained, before).Where(p => !StaysBehind(p)).Prepend(retained))
            Follow(part.Id);
        found.Reverse();
        return found;

        // In the end an object stands after everything that it needs; reversed, before it.
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

    private static string Key(RetentionTerms terms, ObjectId id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{terms.Parent}\n{id.Text}")))[..8];
}
