using Strata.Core.Problems;

namespace Strata.Sqlite.Connections;

/// <summary>The problems of SQLite.</summary>
internal static class SqliteProblems
{
    public static readonly ProblemDefinition Locked = new("ST0602", ProblemKind.LockBusy, "another process keeps the database locked")
    {
        Meaning = "Another process holds a write lock on the database file.",
        Resolution = "End the process, or wait longer with --lock-wait.",
    };

    public static readonly ProblemDefinition CannotOpen = new("ST1120", ProblemKind.NoConnection, "the database file cannot be opened")
    {
        Meaning = "The path leads nowhere, or this user may not read it.",
        Resolution = "Check the path in strata.json and its permissions.",
    };

    public static readonly ProblemDefinition NotADatabase = new("ST1220", ProblemKind.Preflight, "the file is not a SQLite database")
    {
        Meaning = "The file has another format, or it is encrypted.",
        Resolution = "Check the path in strata.json.",
    };

    public static readonly ProblemDefinition Unwritable = new("ST1221", ProblemKind.Preflight, "the database file cannot be written")
    {
        Meaning = "This user may not write to the database file, to the lock file beside it, or to their directory.",
        Resolution = "Give this user write access to the file and its directory.",
    };

    public static readonly ProblemDefinition NoLibrary = new("ST1251", ProblemKind.Preflight, "the native library of SQLite is missing")
    {
        Meaning = "The library e_sqlite3 is not beside the program, so that it cannot be put into a bundle.",
        Resolution = "Use the program in the folder that it was built in.",
    };

    public static readonly ProblemDefinition NoConditions = new("ST9040", ProblemKind.Refused, "an idempotent script for SQLite")
    {
        Meaning = "The sqlite3 shell has no conditions, so a script cannot skip what a database already has.",
        Resolution = "Name the state of the database with strata script --from, or use strata bundle.",
        Example = "strata script --idempotent",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Locked, CannotOpen, NotADatabase, Unwritable, NoLibrary, NoConditions];
}
