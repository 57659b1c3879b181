using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Aggregates;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Aggregate))]
internal sealed partial class AggregatesJson : JsonSerializerContext;
