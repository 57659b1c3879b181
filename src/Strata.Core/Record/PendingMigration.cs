using Strata.Core.MigrationFiles;

namespace Strata.Core.Record;

/// <summary>One thing left to do for a migration.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Record">Its effect is there already: only its row is written, as <see cref="HistoryKind.Squash"/>.</param>
/// <param name="Done">Number of its statements that an interrupted run committed.</param>
public sealed record PendingMigration(Migration Migration, bool Record, int Done)
{
    /// <summary>The last applied migration that stands after it: it runs out of order. Null where it is in order.</summary>
    public string? Overtaken { get; init; }
}
