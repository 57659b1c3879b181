using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Statistics;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExtendedStatistics))]
internal sealed partial class StatisticsJson : JsonSerializerContext;
