namespace Strata.Core.Running;

/// <summary>Whether a command may touch the database it reached. Pure.</summary>
public static class StampCheck
{
    /// <exception cref="ProblemException">ST9001 or ST9002, exit 9: another environment's database, or one that the other mode owns.</exception>
    public static void Require(Stamp? stamp, string? environment, StampMode mode, string target)
    {
        if (stamp is null || environment is null) return;
        if (!string.Equals(stamp.Environment, environment, StringComparison.Ordinal))
        {
            throw new ProblemException(ExitCode.Refused, new Problem("ST9001", target, $"this database is stamped \"{stamp.Environment}\", and the command is for \"{environment}\"",
                "nothing was run", $"check the URL of \"{environment}\"; if the database was copied on purpose, delete the row of its stamp (table strata.stamp; __strata_stamp on SQLite)"));
        }
        if (stamp.Mode == mode) return;
        var (owner, next) = stamp.Mode == StampMode.Push
            ? ("push", $"to convert it: strata baseline --env {environment}")
            : ("migrate", $"write the change as a migration: strata generate, then strata migrate --env {environment}; to push, give \"{environment}\" a new database in strata.json");
        throw new ProblemException(ExitCode.Refused, new Problem("ST9002", target, $"this database is changed by {owner} since {stamp.Since:yyyy-MM-dd}; the two ways are never mixed",
            "nothing was run", next));
    }
}
