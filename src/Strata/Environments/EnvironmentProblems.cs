using Strata.Core.Problems;

namespace Strata.Environments;

/// <summary>The problems of deciding on an environment's database as a whole.</summary>
internal static class EnvironmentProblems
{
    public static readonly ProblemDefinition AdoptUnconfirmed = new(
        "ST1111",
        ProblemKind.DecisionMissing,
        "the adoption of a database is not confirmed"
    )
    {
        Meaning =
            "env adopt goes past the identity guard. It is confirmed by a name: the environment's, or that of the environment "
            + "whose own database this is and which would lose it.",
        Resolution = "Run it again with --confirm and the name that the message asks for.",
    };

    public static readonly ProblemDefinition ConvertGuarded = new(
        "ST9012",
        ProblemKind.Refused,
        "only an open environment is given back to push"
    )
    {
        Meaning = "The environment, or the stamp of its database, is preview or protected. Such a database is changed by migrations.",
        Resolution = "Write changes as migrations. If the database is a developer's own by now, run strata env adopt first.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [AdoptUnconfirmed, ConvertGuarded];
}
