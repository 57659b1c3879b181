using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Schemas;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Schema))]
internal sealed partial class SchemasJson : JsonSerializerContext;
