namespace Strata.Core.Record;

/// <summary>The whole record of a database.</summary>
/// <param name="Exists">Our tables are there.</param>
/// <param name="Stamp">Null until the first command that writes.</param>
/// <param name="History">In the order they were written, rolled back ones included.</param>
/// <param name="Steps">Of migrations that are not finished.</param>
public sealed record TargetState(bool Exists, Stamp? Stamp, IReadOnlyList<HistoryRow> History, IReadOnlyList<StepRow> Steps)
{
    public static TargetState Empty { get; } = new(false, null, [], []);

    /// <summary>
    /// A value that a copy of the database cannot have: on PostgreSQL the system identifier of its server and the number of the database
    /// there, on SQLite the path of the file.
    /// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CONTROLDATA
    /// </summary>
    public string Place { get; init; } = "";

    /// <summary>The rows that count: the last of each migration that is not rolled back.</summary>
    public IEnumerable<HistoryRow> Current => History.Where(h => h.State != HistoryState.RolledBack);

    /// <summary>A script was begun and did not end yet, or never: the database is between two states.</summary>
    public bool IsBetweenStates =>
        Steps.Any(s => s.State == StepState.Intent)
        || Current.Any(r => r.State == HistoryState.Running || IsRollingBack(r.Tag))
        || Current.Any(r => r.State == HistoryState.Failed && r.StatementsDone > 0);

    /// <summary>A migration's down-script was begun and did not end.</summary>
    public bool IsRollingBack(string tag) => Steps.Any(s => s.Tag == StepTag.Down(tag));
}
