using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Configuration;

namespace Strata.Project.Guards;

/// <summary>
/// Whether the database that answers is the one that an environment means. An open environment is a developer's own and may be any copy; of
/// the others it must be the
/// database of the first contact, in its place.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="policy">The policy that holds for it.</param>
/// <param name="pin">What is remembered of it; null before the first contact.</param>
public sealed class Guard(EnvironmentConfig environment, Policy policy, Pin? pin)
{
    /// <exception cref="ProblemException">
    /// Exit 9: it is stamped for another environment (ST9001), a copy of what was stamped (ST9005), another database than the one that is
    /// pinned (ST9006), or one without any stamp in its place (ST9007).
    /// </exception>
    /// <param name="state">What the database says of itself.</param>
    /// <param name="target">Its name for people.</param>
    public void Require(TargetState state, string target)
    {
        StampCheck.RequireEnvironment(state.Stamp, environment.Name, target);
        if (policy == Policy.Open && state.Stamp?.Policy is null or Policy.Open)
            return;
        if (state.Stamp is not { } stamp)
        {
            if (pin is not null)
                throw Refused(
                    "ST9007",
                    target,
                    $"this database carries no stamp, and \"{environment.Name}\" is a database that does: another one answers "
                        + $"at this address"
                );
            return;
        }
        if (stamp.Place is { } place && place != state.Place)
            throw Refused(
                "ST9005",
                target,
                $"this is a copy of the database that is stamped \"{stamp.Environment}\": it was restored, cloned or "
                    + $"moved to another server"
            );
        if (pin is not null && (pin.Identity != stamp.Identity || pin.Place != state.Place))
            throw Refused(
                "ST9006",
                target,
                $"this is not the database that \"{environment.Name}\" was so far: another one answers at this address"
            );
    }

    /// <summary>The database of the first contact is remembered.</summary>
    public bool Pins => policy != Policy.Open;

    private ProblemException Refused(string code, string target, string what) =>
        new(
            ProblemKind.Refused,
            new(
                code,
                target,
                what,
                "nothing was run",
                $"check the URL of \"{environment.Name}\" and its tunnel ({environment.Where}); if the database was "
                    + $"replaced on purpose: strata env adopt --env {environment.Name}"
            )
        );
}
