using System.Collections.Immutable;
using Strata.Cli.Output;
using Strata.Core;
using Strata.Core.Model;
using Strata.Core.Planning;

namespace Strata.Cli;

/// <summary>A plan between two states, renames first.</summary>
/// <param name="Renamed">The state before, after its renames.</param>
/// <param name="Applied">The renames that were made, for the way back.</param>
internal sealed record Change(Plan Plan, Catalog Before, Catalog Renamed, Catalog After, IReadOnlyList<RenameHint> Applied);

/// <summary>What stands between two states, with every possible rename decided by somebody.</summary>
internal sealed class Changes(Project project, RenameAnswers answers)
{
    /// <param name="settle">Whether expressions of <paramref name="after"/> may be printed as they were first typed: they are settled before they count as changed. A caller that proves the plan finds out by that.</param>
    /// <exception cref="ProblemException">A possible rename that nobody can answer for (ST1101, exit 10).</exception>
    public async Task<Change> BetweenAsync(Catalog before, Catalog after, IReadOnlyList<RenameHint> hints, bool settle, CancellationToken cancellationToken)
    {
        var renamer = new Renamer(project.Dialect, project.Shadows);
        var given = answers.Resolve(before, after);
        IReadOnlyList<RenameHint> all = [.. hints, .. given];
        var (steps, renamed) = await renamer.ApplyAsync(before, all, cancellationToken).ConfigureAwait(false);
        var open = RenameDetector.Find(renamed, after).Where(p => !answers.IsDecided(p)).ToImmutableArray();
        if (!open.IsEmpty)
        {
            all = [.. all, .. await AskAboutAsync(open, cancellationToken).ConfigureAwait(false)];
            (steps, renamed) = await renamer.ApplyAsync(before, all, cancellationToken).ConfigureAwait(false);
        }
        var plan = project.Dialect.Plan(renamed, after);
        if (settle && after.Objects.Values.Any(o => renamed.Find(o.Id) is { } old && !old.Equals(o)))
        {
            after = await new ShadowRunner(project.Dialect).SettleAsync(project.Shadows, after, cancellationToken).ConfigureAwait(false);
            plan = project.Dialect.Plan(renamed, after);
        }
        if (!steps.IsEmpty) plan = plan with { Batches = Join(steps, plan.Batches) };
        return new Change(plan, before, renamed, after, [.. all.Where(h => steps.Any(s => s.Cause is Rename r && (r.To == h.To || IsPartOf(h.To, r))))]);
    }

    /// <summary>A part without an address of its own was renamed: the step's cause is its whole, under the name it keeps.</summary>
    private static bool IsPartOf(ObjectId part, Rename whole) => whole.Before.Id == whole.To && part.Names.Count > whole.To.Names.Count && part.Names.Take(whole.To.Names.Count).SequenceEqual(whole.To.Names);

    /// <summary>The plan back, with the renames turned round.</summary>
    public async Task<Plan> BackAsync(Change change, CancellationToken cancellationToken)
    {
        IReadOnlyList<RenameHint> back = [.. change.Applied.Select(h => new RenameHint(h.To, h.From)).Reverse()];
        var (steps, renamed) = await new Renamer(project.Dialect, project.Shadows).ApplyAsync(change.After, Inner(back, change.Applied), cancellationToken).ConfigureAwait(false);
        var plan = project.Dialect.Plan(renamed, change.Before);
        return steps.IsEmpty ? plan : plan with { Batches = Join(steps, plan.Batches) };
    }

    /// <summary>Outer objects are renamed first on the way back too, so inner addresses go by the outer object's old name by then.</summary>
    private static List<RenameHint> Inner(IReadOnlyList<RenameHint> back, IReadOnlyList<RenameHint> applied) =>
        [.. back.Select(h => new RenameHint(Outer(h.From, applied), Outer(h.To, applied)))];

    private static ObjectId Outer(ObjectId id, IReadOnlyList<RenameHint> applied)
    {
        foreach (var hint in applied.Where(h => h.To.Names.Count < id.Names.Count && id.Names.Take(h.To.Names.Count).SequenceEqual(h.To.Names)))
            id = new ObjectId(id.Type, [.. hint.From.Names, .. id.Names.Skip(hint.To.Names.Count)], id.Args);
        return id;
    }

    private static ImmutableArray<Batch> Join(ImmutableArray<Step> first, ImmutableArray<Batch> then) =>
        then is [{ Transaction: TransactionMode.Shared } head, .. var rest] ? [new Batch(TransactionMode.Shared, [.. first, .. head.Steps]), .. rest] : [new Batch(TransactionMode.Shared, [.. first]), .. then];

    private async Task<List<RenameHint>> AskAboutAsync(ImmutableArray<PossibleRename> open, CancellationToken cancellationToken)
    {
        if (!project.Report.CanAsk)
        {
            var flags = open.Select(p => $"--rename {RenameAnswers.Short(p.Gone.Id)}={p.Come.Id.Name}");
            var drops = open.Select(p => $"--drop {RenameAnswers.Short(p.Gone.Id)}").Distinct();
            throw new ProblemException(ExitCode.DecisionMissing, new("ST1101", open[0].Gone.Id.Text,
                $"{string.Join(" and ", open.Select(p => p.Gone.Id.Text).Distinct())} would be dropped while {string.Join(" and ", open.Select(p => p.Come.Id.Text).Distinct())} comes: a rename keeps the rows, a drop loses them",
                "nothing was changed",
                $"say which it is: {string.Join(" or ", flags)} for a rename, {string.Join(" ", drops)} to drop and create"));
        }
        List<RenameHint> decided = [];
        foreach (var gone in open.GroupBy(p => p.Gone.Id))
        {
            var choices = gone.Where(p => !decided.Any(d => d.To == p.Come.Id)).ToList();
            if (choices.Count == 0) continue;
            const string Drop = "dropped, with what it holds";
            var answer = await Ask.ChooseAsync($"{gone.Key} is gone from the schema. It is", [.. choices.Select(c => $"renamed to {c.Come.Id.Name}"), Drop], cancellationToken).ConfigureAwait(false);
            if (choices.FirstOrDefault(c => answer == $"renamed to {c.Come.Id.Name}") is { } chosen) decided.Add(new RenameHint(gone.Key, chosen.Come.Id));
        }
        return decided;
    }
}

/// <summary>What <c>--rename old=new</c> and <c>--drop name</c> say.</summary>
internal sealed record RenameAnswers(IReadOnlyList<string> Renames, IReadOnlyList<string> Drops)
{
    /// <exception cref="ProblemException">A flag names nothing that goes or nothing that comes (ST1102, exit 2).</exception>
    public IEnumerable<RenameHint> Resolve(Catalog before, Catalog after)
    {
        foreach (var flag in Renames)
        {
            var (from, to) = flag.Split('=', 2) is [var f, var t] ? (f, t) : throw Wrong(flag, "is not of the form old=new");
            var gone = before.Objects.Keys.Where(id => Matches(id, from)).ToList();
            if (gone.Count == 0) throw Wrong(flag, $"names nothing: there is no {from} before this change");
            var old = gone.FirstOrDefault(id => after.Find(id) is null) ?? throw Wrong(flag, $"names {gone[0]}, which stays");
            var name = to.Split('.')[^1];
            yield return new RenameHint(old, new ObjectId(old.Type, [.. old.Names.SkipLast(1), name], old.Args));
        }
    }

    public bool IsDecided(PossibleRename pair) => Drops.Any(d => Matches(pair.Gone.Id, d));

    /// <summary>The address without its type and without the schema everybody uses.</summary>
    public static string Short(ObjectId id) => string.Join('.', id.Names[0] is "public" or "main" ? id.Names.Skip(1) : id.Names);

    private static bool Matches(ObjectId id, string name) => string.Join('.', id.Names) == name || Short(id) == name;

    private static ProblemException Wrong(string flag, string what) => new(ExitCode.Usage, new("ST1102", $"--rename {flag}", $"--rename {flag} {what}", "nothing was changed", "write --rename table.old_column=new_column or --rename old_table=new_table"));
}
