using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>The problems of a command line.</summary>
internal static class UsageProblems
{
    public static readonly ProblemDefinition Unparsable = new("ST2020", ProblemKind.Usage, "the command line cannot be parsed")
    {
        Meaning = "A command, an option or an argument is unknown, missing or given twice.",
        Resolution = "See the command's help: strata help COMMAND.",
        Example = "strata migrate --dryrun",
    };

    public static readonly ProblemDefinition NoFolder = new("ST2021", ProblemKind.Usage, "no such folder")
    {
        Meaning = "--cwd names a folder that does not exist.",
        Resolution = "Correct --cwd.",
    };

    public static readonly ProblemDefinition Contradiction = new("ST2023", ProblemKind.Usage, "mutually exclusive options")
    {
        Meaning = "Two options were given of which only one can hold.",
        Resolution = "Remove one of the two.",
        Example = "strata generate --custom --check",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Unparsable, NoFolder, Contradiction];
}
