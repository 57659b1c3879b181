using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Scripts;

/// <summary>What a script for another client than ours is to do.</summary>
/// <param name="All">Every migration of the folder: what is not in the script is what the database may have, or must not.</param>
/// <param name="From">How many of them the database has before.</param>
/// <param name="To">How many it has afterwards; fewer than before goes back.</param>
/// <param name="Run">The program that wrote it, and the commit.</param>
public sealed record ScriptRequest(ImmutableArray<Migration> All, int From, int To, RunInfo Run)
{
    /// <summary>What the database has already is left out while it runs.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The environment it is for; null where it is for any.</summary>
    public string? Environment { get; init; }

    /// <summary>Recorded in the stamp on first contact.</summary>
    public string Policy { get; init; } = "protected";

    /// <summary>Where it goes back: the down-scripts, by tag.</summary>
    public IReadOnlyDictionary<string, SqlScript> Downs { get; init; } = ImmutableDictionary<string, SqlScript>.Empty;

    public bool IsDown => To < From;

    /// <summary>In the order they run.</summary>
    public IEnumerable<Migration> Chosen => IsDown ? All.Take(From).Skip(To).Reverse() : All.Take(To).Skip(From);

    /// <summary>What the script says of itself, a line each.</summary>
    public IEnumerable<string> Title =>
        [
            $"{(IsDown ? "back " : "")}from {State(From)} to {State(To)}; written by {Run.Tool}{(Run.Commit is { } commit ? $" at commit {commit}" : "")}",
            IsIdempotent
                ? $"for a database that is at {State(From)} or later: what it has already is passed over"
                : $"for a database that is at {State(From)}: any other is refused before anything is changed",
        ];

    /// <summary>What is recorded once a statement and those before it are done.</summary>
    /// <param name="migration">Which migration.</param>
    /// <param name="script">Its statements, or those of its down-script.</param>
    /// <param name="last">The last one done.</param>
    /// <param name="author">Who is recorded.</param>
    public Bookkeeping[] Progress(Migration migration, SqlScript script, SqlStatement last, RunInfo author)
    {
        var ends = last.Number == script.Statements.Length;
        if (!IsDown)
            return [new SaveHistory(HistoryRow.Of(migration, ends ? HistoryState.Applied : HistoryState.Running, last.Number, author))];
        return ends
            ? SaveRollback.Of(migration)
            : [new SaveStep(new StepRow(migration.Tag + ":down", last.Number, last.Hash, StepState.Done, Probe.Absent))];
    }

    /// <summary>How messages call a database that has some of the migrations.</summary>
    public string State(int count) => count == 0 ? "no migration" : All[count - 1].Tag;
}
