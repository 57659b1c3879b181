using Strata.Core.Problems;

namespace Strata.Core.Data;

/// <summary>The problems of copying a database as a whole, and of replacing one: each provider raises them.</summary>
public static class DataToolProblems
{
    /// <summary>pg_dump and pg_restore are missing or too old.</summary>
    public static readonly ProblemDefinition NoClientPrograms = new("ST5001", ProblemKind.Preflight, "no pg_dump and pg_restore that fit")
    {
        Meaning = "Backups of PostgreSQL are made by its own programs, of the server's major version or a later one.",
        Resolution = "Install the client programs of that version, or set STRATA_PG_BIN to their directory.",
    };

    /// <summary>A pooler stands between this machine and the server.</summary>
    public static readonly ProblemDefinition Pooler = new("ST5002", ProblemKind.Preflight, "the connection goes through a pooler")
    {
        Meaning = "pg_dump and pg_restore need a session of the server itself, which a transaction pooler does not give.",
        Resolution = "Point the environment's URL at the server itself, usually port 5432.",
    };

    /// <summary>The copy was not finished.</summary>
    public static readonly ProblemDefinition BackupFailed = new("ST5003", ProblemKind.BackupUnverified, "the backup failed")
    {
        Meaning = "The database, its client program or the disk refused a part of the copy. Nothing is left of it.",
        Resolution = "Remove the cause that the message names, and run the command again.",
    };

    /// <summary>The rows could not be read.</summary>
    public static readonly ProblemDefinition Uncounted = new("ST5004", ProblemKind.BackupUnverified, "the rows could not be counted")
    {
        Meaning = "Every table is counted and summed up, and this login may not read one, or the database is locked.",
        Resolution = "Use a login that may read every table, and end the process that keeps the database locked.",
    };

    /// <summary>The server is older than the one that was backed up.</summary>
    public static readonly ProblemDefinition OlderServer = new("ST5011", ProblemKind.BackupUnverified, "the backup is of a newer server")
    {
        Meaning = "The backup is of a later major version of PostgreSQL than this server. An older server is not relied on to read it.",
        Resolution = "Restore it on a server of that version or a later one.",
    };

    /// <summary>The restore failed, and nothing of it is in the database.</summary>
    public static readonly ProblemDefinition NotRestored = new("ST5012", ProblemKind.FailedUnchanged, "the backup could not be restored")
    {
        Meaning = "The database refused a part of the backup. It is empty, as it was before.",
        Resolution = "Remove the cause that the message names, and run the command again.",
    };

    /// <summary>The restore failed, and a part of it is in the database.</summary>
    public static readonly ProblemDefinition PartlyRestored = new("ST5013", ProblemKind.FailedPartial, "the backup was restored in part")
    {
        Meaning = "Several connections restored the backup side by side, and one failed. A part of the backup is in the database.",
        Resolution = "Drop the database, create it again, and restore with one job.",
    };

    /// <summary>The mark of a restore could not be set, read or removed.</summary>
    public static readonly ProblemDefinition NotMarked = new("ST5056", ProblemKind.FailedUnchanged, "a restore could not be marked")
    {
        Meaning =
            "A restore into the database itself is marked in the schema strata_restore until it is finished, so that an interrupted one "
            + "can be told from a database of somebody else's. The login may not write the mark.",
        Resolution = "Grant the login CREATE on the database, and run the command again.",
    };

    /// <summary>Another process replaces the database.</summary>
    public static readonly ProblemDefinition ReplacedElsewhere = new(
        "ST5040",
        ProblemKind.LockBusy,
        "another process replaces the database"
    )
    {
        Meaning = "One replacement at a time works on a database.",
        Resolution = "Wait for its end, and run the command again.",
    };

    /// <summary>The login may not create a database.</summary>
    public static readonly ProblemDefinition NoNewDatabase = new(
        "ST5041",
        ProblemKind.Preflight,
        "a new database cannot be created beside it"
    )
    {
        Meaning = "The copy is made in a new database on the same server, and the login may not create one.",
        Resolution = "Give the login CREATEDB, and membership in the role that owns the database.",
    };

    /// <summary>The swap did not take place.</summary>
    public static readonly ProblemDefinition NotSwapped = new("ST5042", ProblemKind.FailedUnchanged, "the databases could not be swapped")
    {
        Meaning = "The copy is complete, and could not take the database's place. Both are as they were.",
        Resolution = "End the connections to the database, and run the command again.",
    };

    /// <summary>The content of two databases does not fit together.</summary>
    public static readonly ProblemDefinition ContentMismatch = new("ST5050", ProblemKind.Refused, "the tables of \"content\" do not fit")
    {
        Meaning =
            "A table of \"content\" or its key is missing, its columns differ in the two databases, or the tables refer to "
            + "each other in a circle.",
        Resolution = "Correct \"content\" in strata.json, or migrate both databases to the same state.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        NoClientPrograms,
        Pooler,
        BackupFailed,
        Uncounted,
        OlderServer,
        NotRestored,
        PartlyRestored,
        NotMarked,
        ReplacedElsewhere,
        NoNewDatabase,
        NotSwapped,
        ContentMismatch,
    ];
}
