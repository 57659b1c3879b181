using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Planning;

namespace Strata.Drifting;

/// <summary>A request to compare a live database with its history.</summary>
public sealed record DriftRequest
{
    /// <summary>Plan the SQL in both directions, too.</summary>
    public bool Sql { get; init; }
}

/// <summary>A request to accept a drift: it becomes the next migration.</summary>
/// <param name="Name">The migration's name.</param>
public sealed record AcceptDriftRequest(string Name)
{
    /// <summary>Decisions between rename and drop.</summary>
    public RenameAnswers Renames { get; init; } = RenameAnswers.None;
}

/// <summary>A drift that became a migration.</summary>
/// <param name="Written">The journal's new entry; null where there was no drift.</param>
/// <param name="Target">The database's name for people.</param>
public sealed record AcceptDriftResult(JournalEntry? Written, string Target) : OperationResult
{
    /// <summary>The outcome as a clause.</summary>
    public string Summary => Written is null ? $"{Target} has no drift" : $"wrote {Written.Tag}, which is recorded as applied to {Target}";

    internal override JsonObject ToJson() =>
        Written is null ? OperationJson.Object(("changed", false)) : OperationJson.Object(("changed", true), ("tag", Written.Tag));
}

/// <summary>The form of a difference.</summary>
public enum DriftKind
{
    /// <summary>In the database, and not in its history.</summary>
    Added,

    /// <summary>In the history, and not in the database.</summary>
    Removed,

    /// <summary>In both, with different definitions.</summary>
    Changed,
}

/// <summary>An object that differs.</summary>
/// <param name="Id">Its address.</param>
/// <param name="Kind">The form of the difference.</param>
/// <param name="Live">Its definition in the database, line by line; empty where it is removed.</param>
/// <param name="Wanted">Its definition by the history, line by line; empty where it is added.</param>
public sealed record DriftedObject(ObjectId Id, DriftKind Kind, IReadOnlyList<string> Live, IReadOnlyList<string> Wanted);

/// <summary>SQL for a drift.</summary>
/// <param name="Plan">The statements; null where they are refused.</param>
/// <param name="Refusal">The reason for a refusal.</param>
public sealed record DriftPlan(Plan? Plan, string? Refusal);

/// <summary>A live database beside its history.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="Head">The last migration of its history.</param>
/// <param name="Objects">The objects that differ, in order.</param>
public sealed record DriftResult(string Target, string Head, IReadOnlyList<DriftedObject> Objects) : OperationResult
{
    /// <summary>The SQL that undoes the drift; null where it was not asked for.</summary>
    public DriftPlan? Undo { get; init; }

    /// <summary>The SQL of a migration that keeps the drift; null where it was not asked for.</summary>
    public DriftPlan? Keep { get; init; }

    /// <inheritdoc/>
    public override ProblemKind? Consequence => Objects.Count > 0 ? ProblemKind.Differences : null;

    internal override JsonObject ToJson() =>
        Objects.Count == 0 ? OperationJson.Object(("drift", 0)) : OperationJson.Object(("drift", Objects.Count), ("head", Head));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [.. Objects.Select(Line), .. Statements("undo", Undo), .. Statements("keep", Keep)];

    private static JsonLine Line(DriftedObject o) =>
        JsonLine.Of(
            o.Kind.ToString().ToLowerInvariant(),
            ("object", o.Id.Text),
            ("is", string.Join('\n', o.Live)),
            ("was", string.Join('\n', o.Wanted))
        );

    private static IEnumerable<JsonLine> Statements(string way, DriftPlan? plan)
    {
        foreach (var step in plan?.Plan?.Steps ?? [])
        {
            var json = OperationJson.Of(step);
            json["way"] = way;
            yield return new("statement", json);
        }
    }
}
