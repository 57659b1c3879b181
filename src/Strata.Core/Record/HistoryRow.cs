using Strata.Core.MigrationFiles;
using Strata.Core.Sql;

namespace Strata.Core.Record;

/// <summary>The origin of a row of the history.</summary>
public enum HistoryKind
{
    /// <summary>Its statements were run.</summary>
    Migrate,

    /// <summary>The database had the schema already, and that was proven.</summary>
    Baseline,

    /// <summary>Replaces migrations that had been run before they were folded into it.</summary>
    Squash,

    /// <summary>Taken over from another tool's history.</summary>
    Adopt,
}

/// <summary>The state of a migration in the history.</summary>
public enum HistoryState
{
    /// <summary>Begun, and not known to have ended: some of its statements may have been committed.</summary>
    Running,
    Applied,

    /// <summary>Stopped by an error; <see cref="HistoryRow.StatementsDone"/> of its statements are committed.</summary>
    Failed,

    /// <summary>Its down-script was run. The row stays, and the migration counts as not applied.</summary>
    RolledBack,
}

/// <summary>One row of the database's own record of its migrations.</summary>
/// <param name="Idx">The migration's number.</param>
/// <param name="Tag">The file's name without <c>.sql</c>.</param>
/// <param name="Hash">Hash of the file that was run.</param>
/// <param name="Parent">Chain hash of everything before it.</param>
public sealed record HistoryRow(int Idx, string Tag, string Hash, string Parent)
{
    public HistoryKind Kind { get; init; }
    public HistoryState State { get; init; }

    /// <summary>Number of statements, from the first on, that are committed.</summary>
    public int StatementsDone { get; init; }
    public int StatementsTotal { get; init; }

    public StatementHashes StatementHashes { get; init; } = StatementHashes.None;

    /// <summary>By the database's clock; set when read, ignored when written.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <inheritdoc cref="Started"/>
    public DateTimeOffset? Finished { get; init; }
    public string By { get; init; } = "";
    public string Host { get; init; } = "";
    public string Tool { get; init; } = "";
    public string? Commit { get; init; }

    /// <summary>Code and message of what stopped it; never data, never a statement's text.</summary>
    public string? Error { get; init; }

    /// <summary>Fingerprint of the schema when the run that applied it ended with it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The row of a migration of which some statements are committed.</summary>
    public static HistoryRow Of(Migration migration, HistoryState state, int done, RunInfo run) =>
        new(migration.Idx, migration.Tag, migration.Hash, migration.Parent)
        {
            State = state,
            StatementsDone = done,
            StatementsTotal = migration.Script.Statements.Length,
            StatementHashes = StatementHashes.Of(migration.Script),
            By = run.By,
            Host = run.Host,
            Tool = run.Tool,
            Commit = run.CommitOf(migration.Tag),
        };
}
