using Strata.Core.Problems;

namespace Strata.Deploy.Services;

/// <summary>The problems of services, their commands and their health.</summary>
internal static class ServiceProblems
{
    public static readonly ProblemDefinition MissingCommand = new("ST6007", ProblemKind.Usage, "a service lacks a command")
    {
        Meaning =
            "The deploy needs a command that the service does not have in strata.json: \"deploy\" for a deploy, \"rollback\" "
            + "or \"traffic\" for a rollback, \"traffic\" for a canary.",
        Resolution = "Add the command to the service in strata.json.",
        Example = "strata deploy --env staging --api --canary 10",
    };

    public static readonly ProblemDefinition Placeholder = new("ST6010", ProblemKind.Usage, "a placeholder cannot be filled in")
    {
        Meaning =
            "A placeholder of a command is unknown, has no value there, or its value would have to be quoted in a place where "
            + "that is not safe.",
        Resolution = "Use {tag}, {env}, {service}, {revision} or {percent}, outside of quotes; or write the command as a list of words.",
        Example = "{ \"services\": { \"api\": { \"deploy\": \"./deploy.sh {tagg}\" } } }",
    };

    public static readonly ProblemDefinition NoProgram = new("ST6011", ProblemKind.Preflight, "the program of a command does not exist")
    {
        Meaning = "A command of a service names a program that is not on this machine. Programs are looked for before anything is run.",
        Resolution = "Install the program, or correct the command in strata.json.",
    };

    public static readonly ProblemDefinition CommandFailed = new("ST6012", ProblemKind.FailedUnchanged, "a command of a service failed")
    {
        Meaning = "The command ended with another exit code than 0. The deploy stopped there, and began services were rolled back.",
        Resolution = "Read its output in the log of the deploy, and run the same command again.",
    };

    public static readonly ProblemDefinition NotAName = new("ST6013", ProblemKind.Preflight, "a command printed no name")
    {
        Meaning =
            "\"previous\", \"revision\" and \"version\" print a name in their last line: letters, digits and _./:@%+=,- "
            + "without a leading hyphen.",
        Resolution = "Let the command print the name alone in its last line.",
    };

    public static readonly ProblemDefinition Unhealthy = new("ST6040", ProblemKind.FailedUnchanged, "a service is not healthy")
    {
        Meaning = "The service's health URL did not answer as strata.json wants it before its deadline.",
        Resolution = "Read the service's own log. If it only needs longer, raise \"deadline\" of \"health\".",
    };

    public static readonly ProblemDefinition NotAUrl = new("ST6041", ProblemKind.Usage, "an invalid health URL")
    {
        Meaning = "With its placeholders filled in, \"health\" of a service is no http or https URL.",
        Resolution = "Write \"health\": \"https://api.example.com/health\".",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [MissingCommand, Placeholder, NoProgram, CommandFailed, NotAName, Unhealthy, NotAUrl];
}
