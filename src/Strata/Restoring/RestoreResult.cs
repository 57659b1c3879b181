using System.Text.Json.Nodes;
using Strata.Backups;
using Strata.Operations;

namespace Strata.Restoring;

/// <summary>A request to restore a backup into an environment's empty database, or its rows into empty tables.</summary>
/// <param name="Folder">The absolute path of the backup.</param>
public sealed record RestoreRequest(string Folder)
{
    /// <summary>Put the rows alone into the empty tables of a database that has its schema.</summary>
    public bool DataOnly { get; init; }

    /// <summary>Judge everything, and change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The environment's name, which confirms it; null to ask.</summary>
    public string? Confirm { get; init; }

    /// <summary>The number of connections that work side by side. With one, a failure leaves nothing.</summary>
    public int Jobs { get; init; } = 1;
}

/// <summary>A backup that was restored, or verified.</summary>
/// <param name="Environment">The environment that was backed up.</param>
/// <param name="MadeAt">The time of the backup.</param>
/// <param name="Tables">The number of tables.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Head">The last migration of the database; null where it has none.</param>
public sealed record RestoreResult(string Environment, DateTimeOffset MadeAt, int Tables, long Rows, string? Head) : OperationResult
{
    /// <summary>The environment that it was restored into; null where it was only verified.</summary>
    public string? Target { get; init; }

    /// <summary>The rows alone were restored.</summary>
    public bool DataOnly { get; init; }

    /// <summary>Nothing was changed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    internal static RestoreResult Of(BackupManifest manifest) =>
        new(manifest.Environment, manifest.MadeAt, manifest.Tables.Count, manifest.Rows, manifest.History.Head);

    internal override JsonObject ToJson() =>
        OperationJson.Object(
            ("environment", Environment),
            ("madeAt", MadeAt),
            ("tables", Tables),
            ("rows", (double)Rows),
            ("head", Head),
            ("dataOnly", DataOnly),
            ("dryRun", IsDryRun)
        );
}

/// <summary>The rows of a table were restored, or would be.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">The number of rows.</param>
public sealed record TableRestored(string Table, long Rows) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("restored", ("table", Table), ("rows", (double)Rows))];
}
