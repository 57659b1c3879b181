using System.Text.Json;

namespace Strata.Schema.Output;

/// <summary>A schema as SQL: the contract between the process that runs the user's code and the process that asked for it.</summary>
/// <param name="Version">The version of this contract, 1.</param>
/// <param name="Statements">In an order that usually loads; statements that need one another may have to be repeated.</param>
/// <param name="Renames">The former names. Outer objects stand first: the address of a column contains the new name of its table.</param>
/// <param name="Schemas">The schemas that the script manages.</param>
/// <param name="Errors">The mistakes found; with any of them the statements are incomplete.</param>
internal sealed record SchemaScript(
    int Version,
    IReadOnlyList<SchemaStatement> Statements,
    IReadOnlyList<SchemaRename> Renames,
    IReadOnlyList<string> Schemas,
    IReadOnlyList<SchemaError> Errors
)
{
    public const int CurrentVersion = 1;

    /// <summary>The script as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SchemaJson.Relaxed.SchemaScript);

    /// <exception cref="JsonException">The text is no script.</exception>
    public static SchemaScript FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SchemaJson.Relaxed.SchemaScript) ?? throw new JsonException("the document is null");

    public static SchemaScript Failed(params IReadOnlyList<SchemaError> errors) => new(CurrentVersion, [], [], [], errors);
}
