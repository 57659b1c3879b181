using Strata.Core.Problems;

namespace Strata.Planning;

/// <summary>The problems of planning a change.</summary>
internal static class PlanningProblems
{
    public static readonly ProblemDefinition RenameOrDrop = new("ST1101", ProblemKind.DecisionMissing, "a rename or a drop")
    {
        Meaning =
            "An object or a column is no longer in the schema while a similar one is new. A rename keeps its rows, a drop "
            + "loses them, and nobody could be asked which it is.",
        Resolution = "Decide with --rename old=new or --drop name, or declare the rename in the schema.",
        Example = "strata generate < /dev/null",
    };

    public static readonly ProblemDefinition UnknownRename = new(
        "ST1102",
        ProblemKind.Usage,
        "a rename or drop of something that does not exist"
    )
    {
        Meaning =
            "--rename or --drop names an object or a column that the state before the change does not have, or that the "
            + "change does not remove.",
        Resolution = "Write the name as the message about the rename shows it: table.old_column=new_column, or old_table=new_table.",
        Example = "strata generate --rename films.nmae=title",
    };

    public static readonly ProblemDefinition RenameCircle = new("ST2112", ProblemKind.Usage, "renames in a circle")
    {
        Meaning = "Two names change places. Before and after look the same, so nobody could tell whether it has happened.",
        Resolution = "Rename one to a third name first, push or generate, then rename it to its own.",
    };

    public static readonly ProblemDefinition Unproven = new(
        "ST1006",
        ProblemKind.Internal,
        "the planned migration does not lead to the schema"
    )
    {
        Meaning =
            "Strata ran the migration in a shadow database before writing it, and the result was not the schema. Nothing was "
            + "written. This is a bug in Strata.",
        Resolution = "Write the change by hand (strata generate --custom), and report the schema before and after.",
    };

    public static readonly ProblemDefinition Unread = new(
        "ST4009",
        ProblemKind.Differences,
        "the observer sees a difference that Strata does not read"
    )
    {
        Meaning =
            "What a plan leads to is compared with the schema twice: by Strata's own reader, and by pg_dump. Strata found the two equal, "
            + "and pg_dump prints them differently: the schema has something that Strata neither reads nor makes.",
        Resolution =
            "The message shows it. Make it by a migration written by hand (strata generate --custom), before the others, or take it out of "
            + "the schema; and report it.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [RenameOrDrop, UnknownRename, RenameCircle, Unproven, Unread];
}
