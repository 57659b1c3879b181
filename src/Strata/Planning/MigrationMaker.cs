using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.Workspaces;

namespace Strata.Planning;

/// <param name="Migration">Null when nothing has changed.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Proof">The result of running it in a shadow database.</param>
/// <param name="Reversal">The rollback, and what it costs.</param>
internal sealed record MadeMigration(NewMigration? Migration, Plan Plan, Proof Proof, Reversal Reversal);

/// <summary>A change to the migration that makes it, proven, with its reversal and the snapshot after it.</summary>
internal sealed class MigrationMaker(Workspace workspace, ChangePlanner planner)
{
    private const string Unwritten = "nothing was written";

    /// <summary>The file or folder that says the state wanted.</summary>
    public string Where { get; init; } = workspace.Config.Schema;

    /// <summary>The remedy where only the observer sees that the plan does not lead to the state wanted.</summary>
    public Remedy CureForUnread { get; init; } =
        $"make it by a migration of its own first: {Call.Strata("generate").With("custom")}; or take it out of the schema; and report it";

    /// <summary>
    /// Brings an empty shadow database to the state before by the migrations themselves, with what the catalog does not hold; null where
    /// none lead to it.
    /// </summary>
    public Func<IShadow, CancellationToken, Task>? Replay { get; init; }

    /// <param name="before">The state before.</param>
    /// <param name="after">The state wanted.</param>
    /// <param name="hints">Renames that somebody said.</param>
    /// <param name="name">The name that a person gives it; null lets its contents name it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="keep">Set where what would be dropped with its rows is retained.</param>
    /// <exception cref="ProblemException">The plan does not lead to the schema (ST1006, exit 1).</exception>
    public async Task<MadeMigration> MakeAsync(
        Catalog before,
        ObservedState after,
        IReadOnlyList<RenameHint> hints,
        string? name,
        CancellationToken cancellationToken,
        RetentionTerms? keep = null
    )
    {
        var (change, down, proof) = await WithKeptAsync(before, after, hints, keep, cancellationToken).ConfigureAwait(false);
        var reversal = Reversal.Of(change.Plan, down, proof, change.Retained.Select(k => k.Description));
        if (!proof.Up)
            throw Unproven(proof);
        if (change.Plan.IsEmpty)
            return new(null, change.Plan, proof, reversal);
        if (await new UnobservedNote(workspace).TextAsync(cancellationToken).ConfigureAwait(false) is { } unobserved)
            change = change with { Plan = WithNote(change.Plan, unobserved) };
        var text = new MigrationText(workspace.Dialect);
        return new(
            new NewMigration(text.Up(change.Plan))
            {
                Name = name,
                Down = down is null ? null : text.Down(down, reversal, change.Retained.Select(k => k.QuarantineName)),
                Fingerprint = workspace.Migrations.Fingerprint(change.After),
                Hazards = [.. HazardsOf(change.Plan.Hazards)],
                IsExamined = true,
                Files = Snapshots(workspace, change.After),
            },
            change.Plan,
            proof,
            reversal
        );
    }

    private ProblemException Unproven(Proof proof) =>
        proof.Observer is { } observer
            ? StateComparison.Unread(proof.Missing, observer, Where, Unwritten, CureForUnread)
            : PlanningProblems.Unproven.Error(
                "",
                $"run in a shadow database, the planned migration does not lead to the schema: {string.Join("; ", proof.Missing)}",
                Unwritten,
                $"write this change by hand: {Call.Strata("generate").With("custom")}; and report this as a bug in Strata"
            );

    private static Plan WithNote(Plan plan, string note) => plan with { Notes = [.. plan.Notes, note] };

    /// <summary>Hazards as the journal lists them.</summary>
    public static IEnumerable<string> HazardsOf(IEnumerable<Hazard> hazards) =>
        hazards.Select(h => $"{h.Code} {h.Subject.Qualified()}").Distinct().Order(StringComparer.Ordinal);

    /// <summary>The files that go with a migration: the head snapshot.</summary>
    public static ImmutableDictionary<string, byte[]> Snapshots(Workspace workspace, Catalog catalog) =>
        ImmutableDictionary.CreateRange([workspace.Migrations.SnapshotFile(catalog)]);

    /// <summary>Plans the change with what is to be retained; without, and with a note, where that does not work both ways.</summary>
    private async Task<(PlannedChange Change, Plan? Down, Proof Proof)> WithKeptAsync(
        Catalog before,
        ObservedState after,
        IReadOnlyList<RenameHint> hints,
        RetentionTerms? keep,
        CancellationToken cancellationToken
    )
    {
        if (keep is null)
            return await ProvenAsync(before, after, hints, null, cancellationToken).ConfigureAwait(false);
        string why;
        try
        {
            var (kept, down, proof) = await ProvenAsync(before, after, hints, keep, cancellationToken).ConfigureAwait(false);
            if (kept.Retained.IsEmpty || proof.IsWhole)
                return (kept, down, proof);
            why = string.Join("; ", proof.Missing);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.Refused or ProblemKind.Internal)
        {
            why = e.Problem.What;
        }
        var (change, back, seen) = await ProvenAsync(before, after, hints, null, cancellationToken).ConfigureAwait(false);
        return (
            change with
            {
                Plan = WithNote(
                    change.Plan,
                    $"nothing is kept: tried in a shadow database, it did not come back as it was ({why.ReplaceLineEndings(" ")})"
                ),
            },
            back,
            seen
        );
    }

    /// <summary>
    /// The change, run in a shadow database. What does not come out, or cannot be done, may be no change at all but the same expression
    /// in the server's other
    /// words: the schema is settled then, and the change found and proven again.
    /// </summary>
    private async Task<(PlannedChange Change, Plan? Down, Proof Proof)> ProvenAsync(
        Catalog before,
        ObservedState after,
        IReadOnlyList<RenameHint> hints,
        RetentionTerms? keep,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var typed = await planner
                .BetweenAsync(before, after.Catalog, hints, settle: false, cancellationToken, keep)
                .ConfigureAwait(false);
            var (back, whole) = await ProveAsync(typed, after.Observation, cancellationToken).ConfigureAwait(false);
            if (whole.Up)
                return (typed, back, whole);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.Refused or ProblemKind.Internal)
        {
            // Found again below where it is not about words.
        }
        var settled = await new ShadowRunner(workspace.Dialect)
            .SettleAsync(workspace.Shadows, after, cancellationToken)
            .ConfigureAwait(false);
        var change = await planner
            .BetweenAsync(before, settled.Catalog, hints, settle: false, cancellationToken, keep)
            .ConfigureAwait(false);
        var (down, proof) = await ProveAsync(change, settled.Observation, cancellationToken).ConfigureAwait(false);
        return (change, down, proof);
    }

    /// <summary>
    /// An empty plan is proven by the observer alone. What only the observer misses may have come by a migration written by hand: then the
    /// plan must do where the migrations have really run.
    /// </summary>
    private async Task<(Plan? Down, Proof Proof)> ProveAsync(PlannedChange change, Observation? wanted, CancellationToken cancellationToken)
    {
        if (change.Plan.IsEmpty && wanted is null)
            return (null, new Proof(true, true, []));
        var down = change.Plan.IsEmpty ? null : await DownAsync(change, cancellationToken).ConfigureAwait(false);
        var proof = await ProveAsync(change, wanted, down, null, cancellationToken).ConfigureAwait(false);
        if (proof is { IsWhole: false, Observer: not null } && Replay is not null)
            proof = await ProveAsync(change, wanted, down, Replay, cancellationToken).ConfigureAwait(false);
        return (down, proof);
    }

    private Task<Proof> ProveAsync(
        PlannedChange change,
        Observation? wanted,
        Plan? down,
        Func<IShadow, CancellationToken, Task>? build,
        CancellationToken cancellationToken
    ) =>
        workspace.Progress.WorkAsync(
            "Proving the migration in a shadow database",
            () =>
                new Prover(workspace.Dialect, workspace.Shadows) { Build = build }.ProveAsync(
                    change.Before,
                    new(change.After, wanted),
                    change.Plan,
                    down,
                    cancellationToken
                )
        );

    /// <summary>Null when the rollback would lose whole tables that stay: the header says so.</summary>
    private async Task<Plan?> DownAsync(PlannedChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await planner.ReversalAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
        {
            return null;
        }
    }
}
