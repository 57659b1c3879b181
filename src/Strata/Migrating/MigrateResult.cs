using System.Text.Json.Nodes;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Operations;

namespace Strata.Migrating;

/// <summary>The outcome of a run.</summary>
/// <param name="Applied">The names of the migrations that it applied, in order.</param>
/// <param name="Head">The last migration of the database; null where it has none.</param>
/// <param name="Fingerprint">The fingerprint of the schema reached; null where it was not compared.</param>
/// <param name="Target">The database's name for people.</param>
public sealed record MigrateResult(IReadOnlyList<string> Applied, string? Head, string? Fingerprint, string Target) : OperationResult
{
    /// <summary>The changes by hand that were found, a sentence each; empty where the policy does not look for them.</summary>
    public IReadOnlyList<string> Drift { get; init; } = [];

    internal override JsonObject ToJson() =>
        OperationJson.Object(
            ("applied", OperationJson.Texts(Applied)),
            ("head", Head),
            ("fingerprint", Fingerprint),
            ("drift", Drift.Count)
        );
}

/// <summary>The migrations that a run would run.</summary>
/// <param name="Pending">In order.</param>
public sealed record MigratePreview(IReadOnlyList<PendingPreview> Pending) : OperationResult
{
    /// <inheritdoc cref="MigrateResult.Drift"/>
    public IReadOnlyList<string> Drift { get; init; } = [];

    internal override JsonObject ToJson() => OperationJson.Object(("pending", Pending.Count), ("drift", Drift.Count));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Pending.Select(p => p.ToJson());
}

/// <summary>A migration that a run would run.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Groups">Its statements, by transaction.</param>
public sealed record PendingPreview(PendingMigration Migration, IReadOnlyList<StatementGroup> Groups)
{
    internal JsonLine ToJson() =>
        JsonLine.Of(
            "migration",
            ("tag", Migration.Migration.Tag),
            ("statements", Migration.Migration.Script.Statements.Length),
            ("done", Migration.Done),
            ("outOfOrder", Migration.Overtaken is not null)
        );
}
