using Strata.Core.Execution;
using Strata.Core.MigrationFiles;

namespace Strata.Core.Record;

/// <summary>How a row of the history came to be.</summary>
public enum HistoryKind
{
    /// <summary>Its statements were run.</summary>
    Migrate,

    /// <summary>The database had the schema already, and that was proven.</summary>
    Baseline,

    /// <summary>It stands for migrations that had been run before they were folded into it.</summary>
    Squash,

    /// <summary>Taken over from another tool's history.</summary>
    Adopt,
}

/// <summary>What became of a migration.</summary>
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

    /// <summary>How many statements, from the first on, are committed.</summary>
    public int StatementsDone { get; init; }
    public int StatementsTotal { get; init; }

    /// <summary>Eight digits of each statement's hash, separated by spaces.</summary>
    public string StatementHashes { get; init; } = "";

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
            StatementHashes = Migration.StatementHashes(migration.Script),
            By = run.By,
            Host = run.Host,
            Tool = run.Tool,
            Commit = run.Commit,
        };
}

/// <summary>What became of one statement that ran outside of a transaction.</summary>
public enum StepState
{
    /// <summary>It was about to be sent: what it did is found out by looking.</summary>
    Intent,
    Done,
}

/// <summary>The record of one statement outside of a transaction.</summary>
/// <param name="Tag">The migration.</param>
/// <param name="Number">1-based place in its file.</param>
/// <param name="Hash">Hash of the statement.</param>
/// <param name="State">How far it came.</param>
/// <param name="Found">What looking showed before it was first sent: an object that was not there then is ours.</param>
public sealed record StepRow(string Tag, int Number, string Hash, StepState State, Probe Found);

/// <summary>What a look at the catalog shows about a statement's effect.</summary>
public enum Probe
{
    /// <summary>There is no telling; repeating the statement is harmless.</summary>
    Repeatable,
    Absent,
    Done,

    /// <summary>Half of it is there and of no use: an index that is not valid.</summary>
    Invalid,

    /// <summary>Something else has the name.</summary>
    Different,

    /// <summary>There is no telling, and repeating may do harm.</summary>
    Unknown,
}

/// <summary>Which way of changing it owns a database.</summary>
public enum StampMode
{
    Push,
    Migrate,
}

/// <summary>What the database says about itself.</summary>
/// <param name="Environment">Name in <c>strata.json</c>.</param>
/// <param name="Mode">The two ways are never mixed on one database.</param>
/// <param name="Policy"><c>open</c>, <c>preview</c> or <c>protected</c>.</param>
/// <param name="Identity">Made up once for this database.</param>
public sealed record Stamp(string Environment, StampMode Mode, string Policy, Guid Identity)
{
    /// <summary>By the database's clock; set when read, ignored when written.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// Where the database was when it got the stamp, as <see cref="TargetState.Place"/>; null where a script wrote it, which cannot tell.
    /// </summary>
    public string? Place { get; init; }
}

/// <summary>Who runs, from where, with what: recorded with every row.</summary>
public sealed record RunInfo(string By, string Host, string Tool, string? Commit)
{
    /// <summary>From the process: user, machine and this assembly's version.</summary>
    public static RunInfo Current(string? commit) =>
        new(Environment.UserName, Environment.MachineName, $"strata {typeof(RunInfo).Assembly.GetName().Version?.ToString(3)}", commit);
}

/// <summary>Everything the database records about its migrations.</summary>
/// <param name="Exists">Our tables are there.</param>
/// <param name="Stamp">Null until the first command that writes.</param>
/// <param name="History">In the order of their making, rolled back ones included.</param>
/// <param name="Steps">Of migrations that are not finished.</param>
public sealed record TargetState(bool Exists, Stamp? Stamp, IReadOnlyList<HistoryRow> History, IReadOnlyList<StepRow> Steps)
{
    public static TargetState Empty { get; } = new(false, null, [], []);

    /// <summary>
    /// What a copy of the database cannot have: on PostgreSQL the system identifier of its server and the number of the database there, on
    /// SQLite the path of the file.
    /// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CONTROLDATA
    /// </summary>
    public string Place { get; init; } = "";

    /// <summary>The rows that count: the last of each migration that is not rolled back.</summary>
    public IEnumerable<HistoryRow> Current => History.Where(h => h.State != HistoryState.RolledBack);

    /// <summary>A migration's down-script was begun and not ended.</summary>
    public bool IsGoingBack(string tag) => Steps.Any(s => s.Tag == RollbackRun.StepTag(tag));
}
