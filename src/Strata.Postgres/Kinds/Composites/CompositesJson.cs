using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Composites;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Composite))]
internal sealed partial class CompositesJson : JsonSerializerContext;
