using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.MaterializedViews;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MaterializedView))]
internal sealed partial class MaterializedViewsJson : JsonSerializerContext;
