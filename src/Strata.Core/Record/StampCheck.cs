using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>Whether a command may touch the database it reached. Pure.</summary>
public static class StampCheck
{
    /// <exception cref="ProblemException">Exit 9: another environment's database (ST9001), one that the other mode owns (ST9002), or a push
    /// to one that is stamped protected (ST9003).</exception>
    public static void Require(Stamp? stamp, string? environment, StampMode mode, string target)
    {
        if (stamp is null || environment is null)
            return;
        RequireEnvironment(stamp, environment, target);
        if (stamp.Mode != mode)
        {
            var (owner, next) =
                stamp.Mode == StampMode.Push
                    ? ("push", $"to convert it: strata baseline --env {environment}")
                    : (
                        "migrate",
                        $"write the change as a migration: strata generate, then strata migrate --env {environment}; a database "
                            + $"of a developer's own can be given back to push: strata env convert --env {environment}"
                    );
            throw new ProblemException(
                ProblemKind.Refused,
                new Problem(
                    "ST9002",
                    target,
                    $"this database is changed by {owner} since {stamp.Since:yyyy-MM-dd}; the two ways are never mixed",
                    "nothing was run",
                    next
                )
            );
        }
        if (mode == StampMode.Push && stamp.Policy == Protected)
        {
            throw new ProblemException(
                ProblemKind.Refused,
                new Problem(
                    "ST9003",
                    target,
                    "this database is stamped protected: nothing is ever pushed to it, whatever strata.json says by now",
                    "nothing was run",
                    $"write the change as a migration: strata generate; if it is protected no more: strata env adopt --env {environment}"
                )
            );
        }
    }

    /// <summary>The part that holds for a look as well.</summary>
    /// <exception cref="ProblemException">ST9001, exit 9: another environment's database.</exception>
    public static void RequireEnvironment(Stamp? stamp, string? environment, string target)
    {
        if (stamp is null || environment is null || string.Equals(stamp.Environment, environment, StringComparison.Ordinal))
            return;
        throw new ProblemException(
            ProblemKind.Refused,
            new Problem(
                "ST9001",
                target,
                $"this database is stamped \"{stamp.Environment}\", and the command is for \"{environment}\"",
                "nothing was run",
                $"check the URL of \"{environment}\"; if the database was copied on purpose: strata env adopt --env {environment}"
            )
        );
    }

    /// <summary>The word of the policy under which nothing is pushed.</summary>
    public const string Protected = "protected";
}
