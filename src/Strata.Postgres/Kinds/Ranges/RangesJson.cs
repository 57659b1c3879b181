using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Ranges;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RangeType))]
internal sealed partial class RangesJson : JsonSerializerContext;
