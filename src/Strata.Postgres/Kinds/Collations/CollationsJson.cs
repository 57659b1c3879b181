using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Collations;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Collation))]
internal sealed partial class CollationsJson : JsonSerializerContext;
