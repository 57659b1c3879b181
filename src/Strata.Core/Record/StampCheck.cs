using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>Checks that a command may touch the database it reached. Pure.</summary>
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
            throw OtherMode(stamp, environment, target);
        if (mode == StampMode.Push && stamp.Policy == EnvironmentPolicy.Protected)
            throw Refused(
                RecordProblems.ProtectedStamp,
                target,
                "this database is stamped protected: nothing is ever pushed to it, whatever strata.json says now",
                $"write the change as a migration: {Call.Strata("generate")}; if it is no longer protected: "
                    + $"{Call.Strata("env loosen").With("env", environment)}"
            );
    }

    /// <summary>The part that holds for a command that only reads as well.</summary>
    /// <exception cref="ProblemException">ST9001, exit 9: another environment's database.</exception>
    public static void RequireEnvironment(Stamp? stamp, string? environment, string target)
    {
        if (stamp is null || environment is null || string.Equals(stamp.Environment, environment, StringComparison.Ordinal))
            return;
        throw Refused(
            RecordProblems.OtherEnvironment,
            target,
            $"this database is stamped \"{stamp.Environment}\", and the command is for \"{environment}\"",
            $"check the URL of \"{environment}\"; if the database was copied on purpose: "
                + $"{Call.Strata("env adopt").With("env", environment)}"
        );
    }

    private static ProblemException OtherMode(Stamp stamp, string environment, string target)
    {
        Remedy migrate =
            $"write the change as a migration: {Call.Strata("generate")}, then {Call.Strata("migrate").With("env", environment)}; a "
            + $"database of a developer's own can return to push: {Call.Strata("env convert").With("env", environment)}";
        Remedy convert = $"to convert it: {Call.Strata("baseline").With("env", environment)}";
        var (owner, next) = stamp.Mode == StampMode.Push ? ("push", convert) : ("migrate", migrate);
        return Refused(
            RecordProblems.OtherMode,
            target,
            $"this database is changed by {owner} since {stamp.Since:yyyy-MM-dd}; the two modes are never mixed",
            next
        );
    }

    private static ProblemException Refused(ProblemDefinition problem, string target, string what, Remedy next) =>
        problem.Error(target, what, "nothing was run", next);
}
