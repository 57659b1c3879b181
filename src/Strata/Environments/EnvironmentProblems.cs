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
        Resolution = "Write changes as migrations. If the database is a developer's own by now, run strata env loosen first.",
    };

    public static readonly ProblemDefinition LoosenUnconfirmed = new(
        "ST1115",
        ProblemKind.DecisionMissing,
        "a less strict stamp is not confirmed"
    )
    {
        Meaning =
            "The stamp in the database is stricter than strata.json, and the stricter of the two holds. env loosen gives it the policy "
            + "of strata.json; from then on what that stamp has refused is possible. It is confirmed by the environment's name.",
        Resolution = "Run it again with --confirm NAME, or at a terminal. A backup is made and verified first.",
        Example = "strata env loosen --env staging",
    };

    public static readonly ProblemDefinition NoStamp = new("ST9015", ProblemKind.Refused, "no stamp to loosen")
    {
        Meaning = "The database carries no stamp: Strata has never changed it, and strata.json alone decides.",
        Resolution = "Change \"policy\" of the environment in strata.json.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [AdoptUnconfirmed, ConvertGuarded, LoosenUnconfirmed, NoStamp];
}
