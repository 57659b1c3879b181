using Strata.Core.Problems;

namespace Strata.Data;

/// <summary>The problems of the databases that rows are copied from or to.</summary>
internal static class EndpointProblems
{
    public static readonly ProblemDefinition NoDatabase = new("ST5006", ProblemKind.NoConnection, "no database to copy from or to")
    {
        Meaning = "The operation copies rows, and the database's file that the environment's URL names does not exist.",
        Resolution = "Correct the path in strata.json.",
    };

    public static readonly ProblemDefinition OneDatabase = new("ST9052", ProblemKind.Refused, "two environments are one database")
    {
        Meaning = "The URLs of both environments lead to the same database, however they are written. It is not copied into itself.",
        Resolution = "Correct the URL of one of the two in strata.json.",
    };

    public static readonly ProblemDefinition OtherDialect = new("ST9055", ProblemKind.Refused, "a copy between two dialects")
    {
        Meaning = "Rows are copied between databases of one dialect.",
        Resolution = "Name another environment to copy from.",
    };

    public static readonly ProblemDefinition OwnedByPush = new("ST9054", ProblemKind.Refused, "a protected database would be owned by push")
    {
        Meaning =
            "The copy or the backup is of a database that push changes. A protected environment's database is changed by migrations alone.",
        Resolution = "Hand the source over to migrations with strata baseline, then copy it or back it up again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoDatabase, OneDatabase, OtherDialect, OwnedByPush];
}
