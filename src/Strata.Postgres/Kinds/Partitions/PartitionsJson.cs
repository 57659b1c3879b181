using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Partitions;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Partition))]
internal sealed partial class PartitionsJson : JsonSerializerContext;
