using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Strata.Schema.Output;

/// <summary>What a schema comes to: the contract between the process that runs the user's code and the one that asked for it.</summary>
/// <param name="Version">Of this contract; 1.</param>
/// <param name="Statements">In an order that usually loads; objects that need one another may have to be retried.</param>
/// <param name="Renames">What the user says was called otherwise before. Outer objects first: a column's table goes by its new
/// name.</param>
/// <param name="Schemas">The schemas the script manages.</param>
/// <param name="Errors">Mistakes; when there are any the statements are not to be used.</param>
public sealed record SchemaScript(
    int Version,
    IReadOnlyList<SchemaStatement> Statements,
    IReadOnlyList<SchemaRename> Renames,
    IReadOnlyList<string> Schemas,
    IReadOnlyList<SchemaError> Errors
)
{
    public const int CurrentVersion = 1;

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SchemaJson.Relaxed.SchemaScript);

    /// <exception cref="JsonException">Not such a document.</exception>
    public static SchemaScript FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SchemaJson.Relaxed.SchemaScript) ?? throw new JsonException("the document is null");

    public static SchemaScript Failed(params IReadOnlyList<SchemaError> errors) => new(CurrentVersion, [], [], [], errors);
}

/// <param name="Sql">One statement without its semicolon, or a whole file.</param>
/// <param name="File">Relative to the schema folder.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Object">What it is about: <c>table public.films</c>.</param>
/// <param name="Kind"><see cref="Statement"/> or <see cref="SqlFile"/>.</param>
public sealed record SchemaStatement(string Sql, string File, int Line, string Object, string Kind = SchemaStatement.Statement)
{
    public const string Statement = "statement";
    public const string SqlFile = "sql file";
}

/// <param name="Type">PostgreSQL's word for the kind of object: <c>table column</c>.</param>
/// <param name="From">The old address, from the outside in.</param>
/// <param name="To">The new one.</param>
/// <param name="Args">Argument types of a function, as the user wrote them.</param>
public sealed record SchemaRename(string Type, IReadOnlyList<string> From, IReadOnlyList<string> To, IReadOnlyList<string>? Args = null);

/// <param name="File">Relative to the schema folder; empty when no line is to blame.</param>
/// <param name="Line">Counted from 1; 0 when unknown.</param>
/// <param name="Column">Counted from 1; 0 when unknown.</param>
/// <param name="Code">The compiler's (<c>CS0103</c>), <c>SCHEMA</c> for a mistake in the schema, <c>RUN</c> for an exception of the user's
/// code.</param>
/// <param name="Message">What is wrong.</param>
public sealed record SchemaError(string File, int Line, int Column, string Code, string Message)
{
    /// <summary>As compilers print it: <c>Schema.cs(12,9): error CS0103: …</c>.</summary>
    public override string ToString()
    {
        var place =
            Line == 0 ? File
            : Column == 0 ? $"{File}({Line})"
            : $"{File}({Line},{Column})";
        return place.Length == 0 ? $"error {Code}: {Message}" : $"{place}: error {Code}: {Message}";
    }
}

[JsonSerializable(typeof(SchemaScript))]
internal sealed partial class SchemaJson : JsonSerializerContext
{
    /// <summary>SQL is full of quotes and angle brackets; nothing here ends up in HTML.</summary>
    public static SchemaJson Relaxed { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
