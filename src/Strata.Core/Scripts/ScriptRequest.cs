using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Scripts;

/// <summary>A script for another client than ours.</summary>
/// <param name="All">Every migration of the folder: the database may have those before the script, and none after it.</param>
/// <param name="From">Number of them that the database has before.</param>
/// <param name="To">Number of them that it has afterwards; fewer than before is a rollback.</param>
/// <param name="Run">The program that wrote it, and the commit.</param>
public sealed record ScriptRequest(ImmutableArray<Migration> All, int From, int To, RunInfo Run)
{
    /// <summary>Migrations that the database has already are skipped while it runs.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The environment it is for; null where it is for any.</summary>
    public string? Environment { get; init; }

    /// <summary>Recorded in the stamp on first contact.</summary>
    public EnvironmentPolicy Policy { get; init; } = EnvironmentPolicy.Protected;

    /// <summary>For a rollback: the down-scripts, by tag.</summary>
    public IReadOnlyDictionary<string, SqlScript> Downs { get; init; } = ImmutableDictionary<string, SqlScript>.Empty;

    public bool IsDown => To < From;

    /// <summary>In the order they run.</summary>
    public IEnumerable<Migration> Chosen => IsDown ? All.Take(From).Skip(To).Reverse() : All.Take(To).Skip(From);

    /// <summary>The lines at the head of the script.</summary>
    public IEnumerable<string> Title
    {
        get
        {
            var commit = Run.Commit is { } id ? $" at commit {id}" : "";
            yield return $"{(IsDown ? "back " : "")}from {State(From)} to {State(To)}; written by {Run.Tool}{commit}";
            yield return IsIdempotent
                ? $"for a database that is at {State(From)} or later: migrations that it has already are skipped"
                : $"for a database that is at {State(From)}: any other is refused before anything is changed";
        }
    }

    /// <summary>The bookkeeping of one of the migrations.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="author">Recorded with its row.</param>
    internal ScriptProgress ProgressOf(Migration migration, RunInfo author) =>
        IsDown ? new RollbackProgress(migration, Downs[migration.Tag]) : new MigrationProgress(migration, author);

    /// <summary>The name, in messages, of a database that has some of the migrations.</summary>
    public string State(int count) => count == 0 ? "no migration" : All[count - 1].Tag;
}
