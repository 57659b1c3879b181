using Strata.Core.Problems;

namespace Strata.Project.Secrets;

/// <summary>The problems of resolving values.</summary>
internal static class SecretProblems
{
    internal static readonly ProblemDefinition CommandTimeout = new("ST2013", ProblemKind.Usage, "a command of a reference timed out")
    {
        Meaning =
            "The program of a cmd: reference did not end within the time limit and was killed. It is given no input, so a "
            + "program that waits for a login never ends.",
        Resolution = "Try the command in a shell. Allow more time with \"secretLimit\" in strata.json.",
        Example = "{ \"environments\": { \"staging\": { \"url\": \"cmd:vault read -field=url db/staging\" } } }",
    };

    internal static readonly ProblemDefinition ConnectionString = new(
        "ST2014",
        ProblemKind.Usage,
        "no such connection string in the .NET project"
    )
    {
        Meaning =
            "A ConnectionStrings:NAME reference is resolved as the project's own host does: the variable "
            + "ConnectionStrings__NAME, user secrets, appsettings of the environment, appsettings. None of them has it, or the "
            + "project's folder does not exist.",
        Resolution =
            "Add the connection string, for example with dotnet user-secrets set, or name the folder of the project with "
            + "\"project\" in strata.json.",
        Example = "{ \"environments\": { \"local\": { \"url\": \"ConnectionStrings:Cinema\" } } }",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [CommandTimeout, ConnectionString];
}
