using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Planning.Renames;
using Strata.Core.Planning.Retention;
using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Planning;

/// <summary>A plan between two states, renames first.</summary>
/// <param name="Renamed">The state before, after its renames.</param>
/// <param name="Applied">The renames that were made, for the rollback.</param>
internal sealed record PlannedChange(Plan Plan, Catalog Before, Catalog Renamed, Catalog After, IReadOnlyList<RenameHint> Applied)
{
    /// <summary>The objects that the plan retains instead of losing them.</summary>
    public ImmutableArray<RetentionEntry> Retained { get; init; } = [];
}

/// <summary>Plans the changes between two states, with every possible rename decided by somebody.</summary>
internal sealed class ChangePlanner(Workspace workspace, RenameAnswers answers)
{
    /// <param name="settle">True when expressions of <paramref name="after"/> may be printed as they were first typed: they are settled
    /// before they count as changed. A caller that proves the plan finds out by that.</param>
    /// <param name="keep">Set where what would be dropped with its rows is retained.</param>
    /// <exception cref="ProblemException">A possible rename that nobody can answer for (ST1101, exit 10).</exception>
    public async Task<PlannedChange> BetweenAsync(
        Catalog before,
        Catalog after,
        IReadOnlyList<RenameHint> hints,
        bool settle,
        CancellationToken cancellationToken,
        RetentionTerms? keep = null
    )
    {
        RequireNoCircle(hints);
        var (steps, renamed, decided) = await DecideRenamesAsync(before, after, hints, cancellationToken).ConfigureAwait(false);
        answers.RequireKnown(before, renamed);
        var (moves, moved) = await new Relocator(workspace.Dialect, workspace.Shadows)
            .ApplyAsync(renamed, after, cancellationToken)
            .ConfigureAwait(false);
        (steps, renamed) = ([.. steps, .. moves], moved);
        IReadOnlyList<RenameHint> all = [.. decided, .. answers.Resolve(before, decided, after)];
        var aside = keep is null
            ? null
            : await new RetentionPlanner(workspace.Dialect, workspace.Shadows)
                .RetainAsync(renamed, after, keep, cancellationToken)
                .ConfigureAwait(false);
        var plan = workspace.Dialect.Plan(aside?.Reached ?? renamed, after);
        if (settle && after.Objects.Values.Any(o => renamed.Find(o.Id) is { } old && !old.Equals(o)))
        {
            after = await new ShadowRunner(workspace.Dialect)
                .SettleAsync(workspace.Shadows, after, cancellationToken)
                .ConfigureAwait(false);
            plan = workspace.Dialect.Plan(renamed, after);
        }
        plan = WithoutLosses(plan, aside);
        plan = workspace.Dialect.Join([.. steps, .. aside?.Steps ?? []], plan);
        return new PlannedChange(plan, before, renamed, after, [.. all.Where(h => steps.Any(s => Makes(s, h)))])
        {
            Retained = aside?.Entries ?? [],
        };
    }

    private static Plan WithoutLosses(Plan plan, RetentionPlan? aside) =>
        aside is null
            ? plan
            : RetentionPlanner.WithoutLosses(plan, aside.Entries.Select(k => k.Object.Id)) with
            {
                Notes = [.. plan.Notes, .. aside.Notes],
            };

    private static bool Makes(Step step, RenameHint hint) =>
        step.Cause is Rename rename && (rename.To == hint.To || IsPartOf(hint.To, rename));

    private async Task<(ImmutableArray<Step> Steps, Catalog Renamed, List<RenameHint> Decided)> DecideRenamesAsync(
        Catalog before,
        Catalog after,
        IReadOnlyList<RenameHint> hints,
        CancellationToken cancellationToken
    )
    {
        var renamer = new Renamer(workspace.Dialect, workspace.Shadows);
        var (decided, dropped) = (hints.ToList(), new HashSet<ObjectId>());
        while (true)
        {
            // What is inside a renamed object shows only after that: so it is asked about in a second round.
            var (steps, renamed) = await renamer
                .ApplyAsync(before, [.. decided, .. answers.Resolve(before, decided, after)], cancellationToken)
                .ConfigureAwait(false);
            var possible = new RenameDetector(workspace.Dialect.Kinds)
                .Find(renamed, after)
                .Select(p => new RenameHint(p.Removed.Id, p.Added.Id))
                .Concat(RenameDetector.FindParts(renamed, after));
            // What the server takes for one name is no rename.
            var spelled = workspace.Dialect.Align(after, renamed);
            var open = possible
                .Where(p => ReferenceEquals(spelled, after) || spelled.Find(p.From) is null)
                .Where(p => !answers.IsDecided(p.From) && !dropped.Any(d => d == p.From || RenameDetector.IsInside(p.From, d)))
                .ToImmutableArray();
            if (open.IsEmpty)
                return (steps, renamed, decided);
            await AskAboutAsync(open, decided, dropped, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A part without an address of its own was renamed: the step's cause is its whole, under the name it keeps.</summary>
    private static bool IsPartOf(ObjectId part, Rename whole) =>
        whole.Before.Id == whole.To
        && part.Names.Count > whole.To.Names.Count
        && part.Names.Take(whole.To.Names.Count).SequenceEqual(whole.To.Names);

    /// <summary>The plan of the rollback: retained data first, then the renames reversed.</summary>
    public async Task<Plan> ReversalAsync(PlannedChange change, CancellationToken cancellationToken)
    {
        IReadOnlyList<RenameHint> back = [.. change.Applied.Select(h => new RenameHint(h.To, h.From)).Reverse()];
        var (returned, after) = change.Retained.IsEmpty
            ? ([], change.After)
            : await new RetentionPlanner(workspace.Dialect, workspace.Shadows)
                .RestoreAsync(change.Before, change.Plan, change.After, change.Retained, cancellationToken)
                .ConfigureAwait(false);
        var (steps, renamed) = await new Renamer(workspace.Dialect, workspace.Shadows)
            .ApplyAsync(after, Inner(back, change.Applied), cancellationToken)
            .ConfigureAwait(false);
        var (moves, moved) = await new Relocator(workspace.Dialect, workspace.Shadows)
            .ApplyAsync(renamed, change.Before, cancellationToken)
            .ConfigureAwait(false);
        return workspace.Dialect.Join(
            [.. returned, .. steps, .. moves],
            RetentionPlanner.WithoutLosses(
                workspace.Dialect.Plan(moved, change.Before),
                change.Retained.Select(k => Outer(k.Object.Id, change.Applied))
            )
        );
    }

    /// <summary>
    /// Outer objects are renamed first on rollback too, so inner addresses go by the outer object's old name by then.
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
                    throw PlanningProblems.RenameCircle.Error(
                        hint.From.Text,
                        $"{hint.From} and {hint.To} are renamed in a circle, which looks the same before and after",
                        "nothing was changed",
                        "rename one of them to a third name, push or generate, then give it its own"
                    );
            }
        }
    }

    /// <summary>Asks about each possible rename, and adds the answers to one of the two collections.</summary>
    private async Task AskAboutAsync(
        ImmutableArray<RenameHint> open,
        List<RenameHint> renames,
        HashSet<ObjectId> dropped,
        CancellationToken cancellationToken
    )
    {
        foreach (var removed in open.GroupBy(p => p.From))
        {
            var candidates = removed.Where(p => !renames.Any(d => d.To == p.To)).ToList();
            var drop = candidates.Count;
            var answer =
                candidates.Count == 0
                    ? drop
                    : await workspace
                        .Host.Decisions.ChooseAsync(
                            new(QuestionKind.RenameOrDrop, $"{removed.Key} is no longer in the schema. It is"),
                            [.. candidates.Select(p => $"renamed to {p.To.Short()}"), "dropped, with what it holds"],
                            cancellationToken
                        )
                        .ConfigureAwait(false)
                        ?? throw Undecided(open);
            if (answer < drop)
                renames.Add(candidates[answer]);
            else
                dropped.Add(removed.Key);
        }
    }

    private static ProblemException Undecided(ImmutableArray<RenameHint> open)
    {
        var rename = Call.Option("rename", RenameAnswers.Form(open[0]));
        foreach (var pair in open.Skip(1))
            rename = rename.With("rename", RenameAnswers.Form(pair));
        var removed = open.Select(p => p.From).Distinct().ToList();
        var drop = Call.Option("drop", removed[0].Short());
        foreach (var id in removed.Skip(1))
            drop = drop.With("drop", id.Short());
        return PlanningProblems.RenameOrDrop.Error(
            open[0].From.Text,
            $"{Joined(removed)} would be dropped and {Joined(open.Select(p => p.To).Distinct())} added: a rename "
                + $"keeps the rows, a drop loses them",
            "nothing was changed",
            $"decide with {rename} for a rename, or {drop} to drop and create"
        );
    }

    private static string Joined(IEnumerable<ObjectId> ids) => string.Join(" and ", ids.Select(id => id.Text));
}
