using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Project.Workspaces;

namespace Strata.Planning;

/// <summary>Compares states of shadow databases, by our own reader and by the observer.</summary>
/// <param name="workspace">The project.</param>
internal sealed class StateComparison(Workspace workspace)
{
    private const int Named = 3;

    /// <summary>
    /// Compares a state with the one that it should be. Typed in again, an expression may be printed differently: where the two differ,
    /// they are compared again after the wanted one has gone the same way.
    /// </summary>
    /// <param name="reached">The state.</param>
    /// <param name="wanted">The state that it should be.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The differences, and the wanted state as it was compared.</returns>
    public async Task<(StateDifferences Differences, ObservedState Wanted)> CompareAsync(
        ObservedState reached,
        ObservedState wanted,
        CancellationToken cancellationToken
    )
    {
        var differences = reached.To(wanted, workspace.Dialect);
        if (differences.AreNone)
            return (differences, wanted);
        var settled = await new ShadowRunner(workspace.Dialect)
            .SettleAsync(workspace.Shadows, wanted, cancellationToken)
            .ConfigureAwait(false);
        return (reached.To(settled, workspace.Dialect), settled);
    }

    /// <summary>The problem of differences that the observer alone sees.</summary>
    /// <param name="differences">One object each.</param>
    /// <param name="observer">The observer.</param>
    /// <param name="where">The file or folder.</param>
    /// <param name="state">The state that the user is left in.</param>
    /// <param name="next">The remedy.</param>
    public static ProblemException Unread(IReadOnlyList<string> differences, string observer, string where, string state, Remedy next)
    {
        var more = differences.Count > Named ? $"; and {Quantity.Count(differences.Count - Named, "more object")}" : "";
        return PlanningProblems.Unread.Error(
            where,
            $"{observer} sees a difference that Strata does not read: {string.Join("; ", differences.Take(Named))}{more}",
            state,
            next
        );
    }
}
