using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Scripting;

/// <summary>A state between migrations. A closed set.</summary>
public abstract record ScriptPosition
{
    private ScriptPosition() { }

    /// <summary>Before the first migration.</summary>
    public sealed record Empty : ScriptPosition;

    /// <summary>After a migration.</summary>
    /// <param name="Migration">The migration.</param>
    public sealed record After(MigrationReference Migration) : ScriptPosition;
}

/// <summary>A request for migrations as SQL for the database's own client.</summary>
public sealed record MigrationScriptRequest
{
    /// <summary>The state of the database before; null for empty, or for the last migration where the script rolls back.</summary>
    public ScriptPosition? From { get; init; }

    /// <summary>The state after; null for the last migration, or one back where the script rolls back.</summary>
    public ScriptPosition? To { get; init; }

    /// <summary>The script rolls back.</summary>
    public bool Down { get; init; }

    /// <summary>The script passes over what the database already has.</summary>
    public bool Idempotent { get; init; }

    /// <summary>The absolute path of the file to write it to; null for none. A file that exists is overwritten.</summary>
    public string? Output { get; init; }
}

/// <summary>Migrations as SQL for the database's own client.</summary>
/// <param name="Sql">The script.</param>
/// <param name="Migrations">The number of migrations in it.</param>
/// <param name="From">The migration before it; null for an empty database.</param>
/// <param name="To">The migration after it; null for an empty database.</param>
public sealed record MigrationScriptResult(string Sql, int Migrations, string? From, string? To) : OperationResult
{
    /// <summary>The file that it was written to; null for none.</summary>
    public string? File { get; init; }

    internal override JsonObject ToJson() => OperationJson.Object(("migrations", Migrations), ("from", From), ("to", To), ("file", File));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => File is null ? [JsonLine.Of("script", ("sql", Sql))] : [];
}
