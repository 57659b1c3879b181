using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Policies;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Policy))]
internal sealed partial class PoliciesJson : JsonSerializerContext;
