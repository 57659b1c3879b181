using Strata.Core.Problems;

namespace Strata.Generating;

/// <summary>The problems of generating migrations.</summary>
internal static class GenerateProblems
{
    public static readonly ProblemDefinition EmptySchema = new("ST2110", ProblemKind.Usage, "the schema is empty")
    {
        Meaning = "The C# files of the schema compile and declare no table, and there is no migration yet either.",
        Resolution = "Write a class that derives from Table, or correct \"schema\" in strata.json.",
    };

    public static readonly ProblemDefinition NoMigration = new("ST4022", ProblemKind.Pending, "a change of the schema has no migration")
    {
        Meaning =
            "Schema.cs declares another state than the migrations lead to. A deploy that runs migrations, and the check before a commit, "
            + "stop there: what was written would not reach the database.",
        Resolution = "Write the missing migration with strata generate, and commit it with the schema.",
        Example = "strata deploy --env staging --all --db-migrate",
    };

    public static readonly ProblemDefinition Strict = new("ST1116", ProblemKind.DecisionMissing, "the new migration has hazards")
    {
        Meaning = "With --strict, and on the command line where CI=true, no migration is written whose hazards nobody has acknowledged.",
        Resolution = "Acknowledge each with --allow CODE:object, which is written into the file's head.",
        Example = "CI=true strata generate",
    };

    public static readonly ProblemDefinition Deployed = new("ST9065", ProblemKind.Refused, "a database has run the migration")
    {
        Meaning =
            "strata generate --undo removes a migration that no database has run. The record of an environment's database has it, so "
            + "that the database would be ahead of the folder.",
        Resolution = "Roll it back on an open database, and run the command again. Elsewhere write the reversal as the next migration.",
    };

    public static readonly ProblemDefinition DeployedEdit = new("ST9066", ProblemKind.Refused, "a deployed migration was edited")
    {
        Meaning =
            "A preview or protected database has run the migration as it was before the edit. What it ran can be changed no more, and the "
            + "file says what it ran.",
        Resolution = "Undo the edit, and write the change as the next migration.",
    };

    public static readonly ProblemDefinition RemovedSquash = new("ST9067", ProblemKind.Refused, "a squash is not removed")
    {
        Meaning =
            "The last migration is a squash. The migrations that it replaces are in the backup folder that strata squash made, and not in "
            + "this one.",
        Resolution = "Restore the folder from that backup or from git.",
    };

    public static readonly ProblemDefinition HandWritten = new("ST1132", ProblemKind.DecisionMissing, "SQL written by hand would be lost")
    {
        Meaning = "The migration holds SQL that a person wrote, and no commit of the repository has the file as it is.",
        Resolution = "Confirm with --yes, or commit the file first.",
    };

    public static readonly ProblemDefinition Unread = new("ST1131", ProblemKind.DecisionMissing, "a database cannot be read")
    {
        Meaning =
            "A migration that a database has run must not be changed or removed. The database of an environment cannot be read, so that "
            + "nobody knows whether it has run this one.",
        Resolution = "Run the command where the database can be reached, or answer for it with --not-applied and the environment's name.",
    };

    public static readonly ProblemDefinition OtherState = new(
        "ST4007",
        ProblemKind.Differences,
        "an edited migration leads to another state"
    )
    {
        Meaning =
            "strata generate --amend ran the edited migrations in a shadow database. An edit may change the way (a backfill, a USING "
            + "clause, CONCURRENTLY), not the schema that it leads to.",
        Resolution = "Correct the file. Another schema is a change of Schema.cs, and generated again.",
    };

    public static readonly ProblemDefinition NotBack = new("ST4008", ProblemKind.Differences, "an amended migration's down-script fails")
    {
        Meaning = "Run in a shadow database after the edited migration, its down-script does not lead back to the state before it.",
        Resolution = "Correct the down-script too. Without its file the migration has none.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [EmptySchema, NoMigration, Strict, Deployed, DeployedEdit, RemovedSquash, HandWritten, Unread, OtherState, NotBack];
}
