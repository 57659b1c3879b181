using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>The problems of strata.json.</summary>
internal static class ConfigurationProblems
{
    private const string NothingDone = "nothing was done";

    /// <summary>No configuration file was found.</summary>
    public static readonly ProblemDefinition Missing = new("ST2000", ProblemKind.Usage, "no configuration file")
    {
        Meaning =
            "A command looks for strata.json in the working directory and in the folders above it, as git looks for its "
            + "repository. None was found, or a file that was named (by --config or by \"include\") does not exist.",
        Resolution = "Change into the project's folder, name the file with --config, or create a project with strata init.",
    };

    internal static readonly ProblemDefinition NotJson = new("ST2001", ProblemKind.Usage, "the configuration is not JSON")
    {
        Meaning = "The file cannot be parsed. Comments and trailing commas are allowed; everything else is JSON.",
        Resolution = "Correct the file at the line and column of the message.",
        Example = "{ \"schema\": \"db/src\" \"migrations\": \"db/migrations\" }",
    };

    internal static readonly ProblemDefinition InvalidValue = new("ST2002", ProblemKind.Usage, "an invalid value in the configuration")
    {
        Meaning = "A key has a value that it cannot have. Nothing was read further, and no database was contacted.",
        Resolution = "Correct the value at the line and column of the message; the message shows a valid one.",
        Example = "{ \"environments\": { \"staging\": { \"url\": \"env:STAGING_URL\", \"policy\": \"safe\" } } }",
    };

    internal static readonly ProblemDefinition UnknownKey = new("ST2003", ProblemKind.Usage, "an unknown key in the configuration")
    {
        Meaning =
            "A key, or a variable STRATA_…, names nothing that can be configured. Unknown keys are errors, because a "
            + "misspelled guard would guard nothing.",
        Resolution = "Correct the key; the message lists the known ones.",
        Example = "{ \"migration\": \"db/migrations\" }",
    };

    internal static readonly ProblemDefinition UnknownEnvironment = new("ST2005", ProblemKind.Usage, "no environment of that name")
    {
        Meaning = "The environment that the command names is not in strata.json.",
        Resolution = "Use one of the names that the message lists, or add the environment to \"environments\".",
    };

    internal static readonly ProblemDefinition Reference = new("ST2006", ProblemKind.Usage, "a reference to a value cannot be resolved")
    {
        Meaning =
            "A value refers to an environment variable, a file or a command (env:, file:, cmd:, ${NAME}), and the variable is "
            + "not set, the file does not exist, or the command failed or printed nothing.",
        Resolution = "Set the variable, create the file, or try the command in a shell. strata config shows where each value comes from.",
        Example = "{ \"environments\": { \"staging\": { \"url\": \"env:STAGING_URL\" } } }",
    };

    internal static readonly ProblemDefinition GuardFromVariable = new("ST9013", ProblemKind.Refused, "a guard cannot be set by a variable")
    {
        Meaning =
            "\"policy\", \"outOfOrder\", \"allow\" and \"backup\" guard a database. A variable that turned one off would do "
            + "so without review.",
        Resolution = "Set the guard in strata.json, where it is reviewed, and unset the variable.",
        Example = "STRATA_ENVIRONMENTS__PRODUCTION__POLICY=open strata status",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [Missing, NotJson, InvalidValue, UnknownKey, UnknownEnvironment, Reference, GuardFromVariable];

    internal static ProblemException Invalid(string where, string what, Remedy next) => InvalidValue.Error(where, what, NothingDone, next);

    internal static ProblemException Unknown(string where, string what, Remedy next) => UnknownKey.Error(where, what, NothingDone, next);

    internal static ProblemException NotFound(string where, string what, Remedy next) => Missing.Error(where, what, NothingDone, next);
}
