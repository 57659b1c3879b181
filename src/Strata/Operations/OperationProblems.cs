using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>The problems that operations share.</summary>
internal static class OperationProblems
{
    public static readonly ProblemDefinition UnknownMigration = new("ST2030", ProblemKind.Usage, "no such migration")
    {
        Meaning = "A migration was named by a number or a name that none has, or by a number that two have.",
        Resolution = "Write a number, or a whole name such as 0007_brave_heron.",
        Example = "strata migrate --to 99",
    };

    public static readonly ProblemDefinition InvalidOption = new("ST2031", ProblemKind.Usage, "an option has an invalid value")
    {
        Meaning = "The value of an option cannot be read: a duration, a word, a name.",
        Resolution = "Write the value as the message shows it.",
        Example = "strata migrate --lock-wait soon",
    };

    public static readonly ProblemDefinition NoDatabase = new("ST1243", ProblemKind.NoConnection, "no database yet")
    {
        Meaning =
            "The operation reads a database, and the file that the environment's URL names does not exist. Reading never creates one.",
        Resolution = "Correct the URL, or create the database with strata migrate or strata push.",
    };

    public static readonly ProblemDefinition NoMigration = new("ST3029", ProblemKind.Usage, "no migration yet")
    {
        Meaning = "The operation works on migrations, and the folder has none.",
        Resolution = "Create the first migration with strata generate.",
    };

    public static readonly ProblemDefinition OutputFile = new("ST2037", ProblemKind.Usage, "the output file cannot be written there")
    {
        Meaning = "The folder of the file does not exist, or a folder has the file's name.",
        Resolution = "Create the folder, or name another file.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [UnknownMigration, InvalidOption, NoDatabase, NoMigration, OutputFile];
}
