using Strata.Core.Problems;

namespace Strata.Deploy.Deploying;

/// <summary>The problems of deploy requests, and of what a deploy requires before it runs.</summary>
internal static class DeployProblems
{
    public static readonly ProblemDefinition Contradiction = new("ST6001", ProblemKind.Usage, "a deploy that contradicts itself")
    {
        Meaning = "Two parts of the request exclude each other, such as a rollback of services and a change of the database.",
        Resolution = "Remove one of the two.",
        Example = "strata deploy --env staging --all --rollback --db-migrate",
    };

    public static readonly ProblemDefinition Nothing = new("ST6002", ProblemKind.Usage, "nothing to deploy")
    {
        Meaning = "The request names no service and no change of the database; or it works on services and names none.",
        Resolution = "Name services, or --all, or a change of the database such as --db-migrate.",
        Example = "strata deploy --env staging",
    };

    public static readonly ProblemDefinition Baseline = new("ST6003", ProblemKind.Usage, "no baseline in a deploy")
    {
        Meaning = "A database is handed over to migrations only after it was compared with them, which is an operation of its own.",
        Resolution = "Run strata baseline first.",
        Example = "strata deploy --env staging --mark-baseline",
    };

    public static readonly ProblemDefinition InvalidTag = new("ST6004", ProblemKind.Usage, "an invalid tag")
    {
        Meaning =
            "The tag is a part of commands and file names: letters, digits, '.', '_' and '-', beginning with a letter, a digit or '_'.",
        Resolution = "Name another tag with --tag.",
        Example = "strata deploy --env staging --all --tag ../x",
    };

    public static readonly ProblemDefinition Unnamed = new("ST6005", ProblemKind.Usage, "deploy never guesses the environment")
    {
        Meaning = "No environment was named, and strata.json has no \"defaultEnvironment\".",
        Resolution = "Name the environment with --env.",
        Example = "strata deploy --all",
    };

    public static readonly ProblemDefinition ProtectedDefault = new("ST6006", ProblemKind.Usage, "the default environment is protected")
    {
        Meaning = "A protected environment is deployed to by its name alone.",
        Resolution = "Name the environment with --env.",
    };

    public static readonly ProblemDefinition GenerateProtected = new(
        "ST6008",
        ProblemKind.Refused,
        "no generated migration for a protected environment"
    )
    {
        Meaning = "Nothing reaches a protected environment that was not reviewed.",
        Resolution = "Write the migration with strata generate, have it reviewed and committed, and deploy then.",
    };

    public static readonly ProblemDefinition NoSource = new("ST6009", ProblemKind.Usage, "no environment to copy from")
    {
        Meaning = "A replacement copies another environment's database, and none was named.",
        Resolution = "Name it with --from.",
        Example = "strata deploy --env staging --db-wipe",
    };

    public static readonly ProblemDefinition InvalidShare = new("ST6014", ProblemKind.Usage, "an invalid share of a canary")
    {
        Meaning = "A canary gets from 1 to 99 percent of the requests.",
        Resolution = "Write --canary 10; for all requests leave the option out, for none use --no-traffic.",
        Example = "strata deploy --env staging --all --canary 100",
    };

    public static readonly ProblemDefinition UnknownService = new("ST6015", ProblemKind.Usage, "no service of that name")
    {
        Meaning = "The request names a service that \"services\" of strata.json does not have.",
        Resolution = "Correct the name, or add the service to strata.json.",
    };

    public static readonly ProblemDefinition Drift = new("ST6070", ProblemKind.Differences, "the deployed database has drifted")
    {
        Meaning =
            "At the end of the deploy, the database was compared with the state that its migrations lead to, and differs: "
            + "somebody changed it by hand. The services stay deployed.",
        Resolution = "See the differences with strata drift, and correct the database by a migration.",
    };

    public static readonly ProblemDefinition Uncommitted = new("ST6080", ProblemKind.Refused, "no clean commit to generate from")
    {
        Meaning = "A deploy generates a migration from committed files alone, so that the review sees where it comes from.",
        Resolution = "Commit or stash the changes; outside of a git repository, use strata generate.",
    };

    public static readonly ProblemDefinition Unreviewed = new(
        "ST6081",
        ProblemKind.DecisionMissing,
        "a generated migration is not reviewed"
    )
    {
        Meaning = "The deploy wrote the next migration and stopped. Nothing was deployed.",
        Resolution = "Read the file, commit it, and run the deploy with --db-migrate.",
    };

    public static readonly ProblemDefinition PlanUnconfirmed = new("ST6082", ProblemKind.DecisionMissing, "the plan is not confirmed")
    {
        Meaning =
            "A deploy that changes a protected database runs only as the plan that a person read: its hash was not given, or "
            + "the database, the migrations, the commit, the services or the request have changed since.",
        Resolution = "Write the plan with --plan FILE, read it, and confirm it with --confirm HASH.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        Contradiction,
        Nothing,
        Baseline,
        InvalidTag,
        Unnamed,
        ProtectedDefault,
        GenerateProtected,
        NoSource,
        InvalidShare,
        UnknownService,
        Drift,
        Uncommitted,
        Unreviewed,
        PlanUnconfirmed,
    ];

    /// <summary>A baseline that was asked for in a deploy.</summary>
    public static ProblemException NoBaseline() =>
        Baseline.Error(
            "",
            "a database is not handed over to migrations in a deploy",
            "nothing was done",
            $"hand it over by itself: {Call.Strata("baseline")}"
        );
}
