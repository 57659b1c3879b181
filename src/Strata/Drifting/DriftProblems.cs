using Strata.Core.Problems;

namespace Strata.Drifting;

/// <summary>The problems of looking for drift.</summary>
internal static class DriftProblems
{
    public static readonly ProblemDefinition NoHistory = new("ST4010", ProblemKind.Usage, "no migration was ever applied to the database")
    {
        Meaning = "Drift is the difference between a database and the state that its history leads to. This database has no history.",
        Resolution = "Take the database over with strata baseline, or compare it with another source by strata diff.",
    };

    public static readonly ProblemDefinition NotAtHead = new("ST2134", ProblemKind.Usage, "migrations are pending before the drift")
    {
        Meaning = "strata drift --accept writes the drift as the migration after all others, and the database has not run all of them.",
        Resolution = "Run the pending migrations with strata migrate, then accept the drift.",
    };

    public static readonly ProblemDefinition ChangedMeanwhile = new("ST9064", ProblemKind.Refused, "the drift was changed meanwhile")
    {
        Meaning = "Between the look at the database and its record, somebody changed the schema or the record.",
        Resolution = "Look again with strata drift, and repeat the command.",
    };

    public static readonly ProblemDefinition Drifted = new("ST4013", ProblemKind.Differences, "the database has drifted from its history")
    {
        Meaning =
            "Since the last run was verified, something other than a migration changed the schema. Each run of migrate and status looks "
            + "for it. On a protected environment it is an error, after what is pending was run; on others it is named and stops nothing.",
        Resolution =
            "Print the SQL of both ways with strata drift --sql: undo it in the database, or keep it with strata drift --accept. "
            + "\"drift\": \"warn\" or \"ignore\" in the environment's part of strata.json lets it be.",
        Example = "{ \"environments\": { \"ci\": { \"url\": \"env:CI_URL\", \"policy\": \"protected\", \"drift\": \"warn\" } } }",
    };

    public static readonly ProblemDefinition NotCompared = new("ST4014", ProblemKind.Differences, "the look for drift could not be made")
    {
        Meaning =
            "The schema has another fingerprint than the last run was verified to leave, and what the migrations lead to could not be "
            + "built to compare it with: there is no shadow database, or a migration needs the rows of the real one. Where drift is an "
            + "error, an environment of which this is not known is not up to date.",
        Resolution =
            "Remove what prevents the comparison, which the message names, then look again with strata drift. "
            + "\"drift\": \"warn\" in the environment's part of strata.json makes it a note.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoHistory, NotAtHead, ChangedMeanwhile, Drifted, NotCompared];
}
