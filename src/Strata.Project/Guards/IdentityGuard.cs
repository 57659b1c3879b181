using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;

namespace Strata.Project.Guards;

/// <summary>
/// Judges whether the database that answers is the environment's. The database of an open environment is a developer's own and may be any
/// copy; any other must be the database of the first contact, in its place.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="policy">The policy that holds for it.</param>
/// <param name="pin">The remembered database; null before the first contact.</param>
internal sealed class IdentityGuard(EnvironmentConfig environment, EnvironmentPolicy policy, Pin? pin)
{
    /// <summary>Judges one database.</summary>
    /// <param name="state">The record in the database.</param>
    /// <param name="target">The database's name for people.</param>
    /// <exception cref="ProblemException">It is stamped for another environment (ST9001, exit 9).</exception>
    public Verdict Judge(TargetState state, string target)
    {
        StampCheck.RequireEnvironment(state.Stamp, environment.Name, target);
        if (pin is null && policy == EnvironmentPolicy.Open && state.Stamp?.Policy is null or EnvironmentPolicy.Open)
            return Verdict.Allowed.Instance;
        if (state.Stamp is not { } stamp)
        {
            return pin is null
                ? Verdict.Allowed.Instance
                : Refuse(
                    GuardProblems.MissingStamp,
                    target,
                    $"this database carries no stamp, and \"{environment.Name}\" is a database that does: another one answers "
                        + $"at this address"
                );
        }
        if (stamp.Place is { } place && place != state.Place)
            return Refuse(
                GuardProblems.WrongEnvironmentCopy,
                target,
                $"this is a copy of the database stamped \"{stamp.Environment}\": it was restored, cloned or moved to another server"
            );
        if (pin is not null && (pin.Identity != stamp.Identity || pin.Place != state.Place))
            return Refuse(
                GuardProblems.OtherDatabase,
                target,
                $"this is not the database that \"{environment.Name}\" was so far: another one answers at this address"
            );
        return Verdict.Allowed.Instance;
    }

    private Verdict.Refused Refuse(ProblemDefinition definition, string target, string what) =>
        new(
            definition.At(
                target,
                what,
                "nothing was run",
                $"check the URL of \"{environment.Name}\" and its tunnel ({environment.Where}); if the database was "
                    + $"replaced on purpose: {Call.Strata("env adopt").With("env", environment.Name)}"
            )
        );
}
