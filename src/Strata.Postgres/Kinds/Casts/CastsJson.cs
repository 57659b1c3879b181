using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Casts;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Cast))]
internal sealed partial class CastsJson : JsonSerializerContext;
