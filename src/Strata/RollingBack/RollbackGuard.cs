using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Project.Guards;

namespace Strata.RollingBack;

/// <summary>Judges rollbacks by what they lose.</summary>
internal static class RollbackGuard
{
    private const string NothingRun = "nothing was run";

    /// <summary>Judges a rollback that is going to be run.</summary>
    public static Verdict OfRun(IReadOnlyList<RollbackCandidate> candidates, bool accepted)
    {
        if (accepted || !candidates.Any(c => c.NeedsConsent || c.IsUnproven))
            return Verdict.Allowed.Instance;
        return RowsGone(candidates, NothingRun) is { } gone
            ? Confirmation(gone)
            : Confirmation(
                RollbackProblems.LosesData.At(
                    candidates[0].Migration.DownPath,
                    candidates.Any(c => c is { IsUnproven: true, Losses.Count: 0 })
                        ? $"rolling back {Tags(candidates)} may lose data: no proof says what a script without a class does"
                        : $"rolling back {Tags(candidates)} loses data or does not bring back what was removed",
                    NothingRun,
                    $"to accept it: {Call.Option("allow-loss")}; to go forward instead: {Call.Option("as-migration")}"
                )
            );
    }

    /// <summary>
    /// Judges a reversal that is only written. A person reads it before it runs; that its rows are gone cannot be seen in it.
    /// </summary>
    public static Verdict OfMigration(IReadOnlyList<RollbackCandidate> candidates, bool accepted) =>
        !accepted && RowsGone(candidates, "nothing was written") is { } gone ? Confirmation(gone) : Verdict.Allowed.Instance;

    private static Problem? RowsGone(IReadOnlyList<RollbackCandidate> candidates, string state) =>
        candidates.Where(c => !c.Gone.IsEmpty).ToList() is { Count: > 0 } gone
            ? RollbackProblems.RowsGone.At(
                candidates[0].Migration.DownPath,
                $"the rows that {Tags(gone)} retained are gone from this database: rolling back {Tags(candidates)} brings "
                    + $"back the schema alone",
                state,
                $"to accept it: {Call.Option("allow-loss")}"
            )
            : null;

    private static Verdict.NeedsConfirmation Confirmation(Problem missing) =>
        new(
            new(QuestionKind.LoseData, "This loses data. Go on?"),
            missing,
            GuardProblems.NotConfirmed.At("", "not confirmed", missing.State, $"to go forward instead: {Call.Option("as-migration")}")
        );

    private static string Tags(IEnumerable<RollbackCandidate> candidates) => string.Join(", ", candidates.Select(c => c.Migration.Tag));
}
