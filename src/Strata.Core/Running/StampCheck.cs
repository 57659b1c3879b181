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
            throw new ProblemException(ExitCode.Refused, new Problem("ST9001", target, $"This database is stamped '{stamp.Environment}', and the command is for '{environment}'.",
                "Nothing was run.", $"Check the URL of '{environment}'; if the database was copied on purpose: strata repair restamp --env {environment}"));
        }
        if (stamp.Mode == mode) return;
        var (owner, convert) = stamp.Mode == StampMode.Push
            ? ("push", $"strata baseline --env {environment}")
            : ("migrate", $"strata reset --env {environment}");
        throw new ProblemException(ExitCode.Refused, new Problem("ST9002", target, $"This database is changed by {owner} since {stamp.Since:yyyy-MM-dd}; the two ways are never mixed.",
            "Nothing was run.", $"To convert it: {convert}"));
    }
}
