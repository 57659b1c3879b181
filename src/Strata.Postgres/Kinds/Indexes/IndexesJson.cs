using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Indexes;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TableIndex))]
[JsonSerializable(typeof(IndexPartition))]
internal sealed partial class IndexesJson : JsonSerializerContext;
