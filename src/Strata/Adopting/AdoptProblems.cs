using Strata.Core.Problems;

namespace Strata.Adopting;

/// <summary>The problems of taking over another tool's project.</summary>
internal static class AdoptProblems
{
    public static readonly ProblemDefinition NoMigrations = new("ST2120", ProblemKind.Usage, "no migrations of the other tool")
    {
        Meaning = "The folder does not exist, or holds no migration of the tool that was named.",
        Resolution = "Name the folder of the tool's migrations; the message says where it usually is.",
        Example = "strata adopt drizzle nowhere",
    };

    public static readonly ProblemDefinition OwnFolder = new("ST2121", ProblemKind.Usage, "the project's own migrations folder")
    {
        Meaning = "Migrations are copied from the other tool's folder into the project's, and both are the same.",
        Resolution = "Name another folder as \"migrations\" in strata.json, such as db/migrations.",
    };

    public static readonly ProblemDefinition UnreadableTable = new("ST2122", ProblemKind.Preflight, "the other tool's table cannot be read")
    {
        Meaning = "The login may not read the table in which the other tool records its migrations.",
        Resolution = "Grant the login SELECT on the table, and USAGE on its schema.",
    };

    public static readonly ProblemDefinition OtherDialect = new("ST2123", ProblemKind.Usage, "migrations of another dialect")
    {
        Meaning = "The other tool's journal is for another database system than the environment's.",
        Resolution = "Name an environment of that dialect with --env.",
    };

    public static readonly ProblemDefinition NoTable = new("ST2124", ProblemKind.Usage, "no such table")
    {
        Meaning = "The database has no table of the name that --table gives.",
        Resolution = "Correct the name, as SCHEMA.TABLE.",
        Example = "strata adopt drizzle drizzle --table mine",
    };

    public static readonly ProblemDefinition OtherOrder = new("ST3061", ProblemKind.Inconsistent, "the database ran another order")
    {
        Meaning =
            "The folder was written in the order of another environment's history. This database ran a later migration and "
            + "not an earlier one.",
        Resolution = "Run the earlier one with the other tool, or adopt from this environment first.",
    };

    public static readonly ProblemDefinition Failed = new(
        "ST3062",
        ProblemKind.Inconsistent,
        "a migration failed by the other tool's record"
    )
    {
        Meaning = "The other tool records that a migration failed, so that its effect on the database is unknown.",
        Resolution = "Correct the database, and repair the record with the other tool.",
    };

    public static readonly ProblemDefinition NoUpPart = new("ST3063", ProblemKind.Inconsistent, "a dbmate file without an up part")
    {
        Meaning = "dbmate runs the part of a file after the line '-- migrate:up', and the file has no such line.",
        Resolution = "Add the line, or move the file away.",
    };

    public static readonly ProblemDefinition NotReplayed = new(
        "ST3064",
        ProblemKind.Inconsistent,
        "the migrations do not run from the first on"
    )
    {
        Meaning =
            "Before anything is written, the migrations are run in a shadow database. One of them failed: a file differs from "
            + "what was run, or needs rows or objects that only the real database has.",
        Resolution = "Correct the file if it was never run; else take the database over as it is with strata pull and strata baseline.",
    };

    public static readonly ProblemDefinition Unverified = new(
        "ST3066",
        ProblemKind.Inconsistent,
        "rows of the other tool's table fit no file"
    )
    {
        Meaning =
            "The other tool's table records a migration whose file was edited or deleted since, or a row was written by hand. "
            + "Each is listed.",
        Resolution = "Restore the files from git, or accept the rows with --accept-unverified: the schema itself is compared in any case.",
    };

    public static readonly ProblemDefinition Twice = new("ST3067", ProblemKind.Inconsistent, "two migrations of one name")
    {
        Meaning = "Two files of the other tool have the same version or name, or its journal lists one twice.",
        Resolution = "Give one of them another version, or remove the one that is too many.",
    };

    public static readonly ProblemDefinition UnreadableFile = new(
        "ST3068",
        ProblemKind.Inconsistent,
        "a file of the other tool cannot be read"
    )
    {
        Meaning = "A file that belongs to the other tool's migrations cannot be read.",
        Resolution = "Restore it from git, or give this user read access to it.",
    };

    public static readonly ProblemDefinition Idempotent = new("ST3069", ProblemKind.Inconsistent, "an idempotent script of EF Core")
    {
        Meaning = "In an idempotent script every statement first asks whether it was run, and no migration has an end.",
        Resolution = "Write the script without --idempotent: dotnet ef migrations script --no-transactions.",
    };

    public static readonly ProblemDefinition Changed = new("ST4006", ProblemKind.Differences, "the database was changed meanwhile")
    {
        Meaning = "The schema or the other tool's table changed between the comparison and the record. Another tool is running.",
        Resolution = "Wait for it to end, then run the command again.",
    };

    public static readonly ProblemDefinition OtherMigrations = new("ST9033", ProblemKind.Refused, "the project has other migrations")
    {
        Meaning = "The project has migrations already, and one of the other tool's is not among them.",
        Resolution = "Move the migrations folder away to start again, or continue with it.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        NoMigrations,
        OwnFolder,
        UnreadableTable,
        OtherDialect,
        NoTable,
        OtherOrder,
        Failed,
        NoUpPart,
        NotReplayed,
        Unverified,
        Twice,
        UnreadableFile,
        Idempotent,
        Changed,
        OtherMigrations,
    ];
}
