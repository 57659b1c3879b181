using System.Text.Json.Nodes;
using Strata.Backups;
using Strata.Operations;

namespace Strata.Restoring;

/// <summary>A request to restore a backup into an environment's empty database.</summary>
/// <param name="Folder">The absolute path of the backup.</param>
public sealed record RestoreRequest(string Folder)
{
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

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    internal static RestoreResult Of(BackupManifest manifest) =>
        new(manifest.Environment, manifest.MadeAt, manifest.Tables.Count, manifest.Rows, manifest.History.Head);

    internal override JsonObject ToJson() =>
        OperationJson.Object(("environment", Environment), ("madeAt", MadeAt), ("tables", Tables), ("rows", (double)Rows), ("head", Head));
}
