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
    /// <param name="before">The state before.</param>
    /// <param name="after">The state wanted.</param>
    /// <param name="hints">Renames that somebody said.</param>
    /// <param name="name">The name that a person gives it; null lets its contents name it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="keep">Set where what would be dropped with its rows is retained.</param>
    /// <exception cref="ProblemException">The plan does not lead to the schema (ST1006, exit 1).</exception>
    public async Task<MadeMigration> MakeAsync(
        Catalog before,
        Catalog after,
        IReadOnlyList<RenameHint> hints,
        string? name,
        CancellationToken cancellationToken,
        RetentionTerms? keep = null
    )
    {
        var (change, down, proof) = await WithKeptAsync(before, after, hints, keep, cancellationToken).ConfigureAwait(false);
        var reversal = Reversal.Of(change.Plan, down, proof, change.Retained.Select(k => k.Description));
        if (change.Plan.IsEmpty)
            return new(null, change.Plan, proof, reversal);
        if (!proof.Up)
            throw PlanningProblems.Unproven.Error(
                "",
                $"run in a shadow database, the planned migration does not lead to the schema: {string.Join("; ", proof.Missing)}",
                "nothing was written",
                $"write this change by hand: {Call.Strata("generate").With("custom")}; and report this as a bug in Strata"
            );
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

    /// <summary>Hazards as the journal lists them.</summary>
    public static IEnumerable<string> HazardsOf(IEnumerable<Hazard> hazards) =>
        hazards.Select(h => $"{h.Code} {h.Subject.Qualified()}").Distinct().Order(StringComparer.Ordinal);

    /// <summary>The files that go with a migration: the head snapshot.</summary>
    public static ImmutableDictionary<string, byte[]> Snapshots(Workspace workspace, Catalog catalog) =>
        ImmutableDictionary.CreateRange([workspace.Migrations.SnapshotFile(catalog)]);

    /// <summary>Plans the change with what is to be retained; without, and with a note, where that does not work both ways.</summary>
    private async Task<(PlannedChange Change, Plan? Down, Proof Proof)> WithKeptAsync(
        Catalog before,
        Catalog after,
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
                Plan = change.Plan with
                {
                    Notes =
                    [
                        .. change.Plan.Notes,
                        $"nothing is kept: tried in a shadow database, it did not come back as it was ({why.ReplaceLineEndings(" ")})",
                    ],
                },
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
        Catalog after,
        IReadOnlyList<RenameHint> hints,
        RetentionTerms? keep,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var typed = await planner.BetweenAsync(before, after, hints, settle: false, cancellationToken, keep).ConfigureAwait(false);
            if (typed.Plan.IsEmpty)
                return (typed, null, new Proof(true, true, []));
            var (back, whole) = await ProveAsync(typed, cancellationToken).ConfigureAwait(false);
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
        var change = await planner.BetweenAsync(before, settled, hints, settle: false, cancellationToken, keep).ConfigureAwait(false);
        if (change.Plan.IsEmpty)
            return (change, null, new Proof(true, true, []));
        var (down, proof) = await ProveAsync(change, cancellationToken).ConfigureAwait(false);
        return (change, down, proof);
    }

    private async Task<(Plan? Down, Proof Proof)> ProveAsync(PlannedChange change, CancellationToken cancellationToken)
    {
        var down = await DownAsync(change, cancellationToken).ConfigureAwait(false);
        return (
            down,
            await workspace
                .Progress.WorkAsync(
                    "Proving the migration in a shadow database",
                    () =>
                        new Prover(workspace.Dialect, workspace.Shadows).ProveAsync(
                            change.Before,
                            change.After,
                            change.Plan,
                            down,
                            cancellationToken
                        )
                )
                .ConfigureAwait(false)
        );
    }

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
