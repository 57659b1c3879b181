using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Strata.Schema.Output;

[JsonSerializable(typeof(SchemaScript))]
internal sealed partial class SchemaJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and angle brackets of SQL readable; nothing of it becomes part of HTML.</summary>
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
