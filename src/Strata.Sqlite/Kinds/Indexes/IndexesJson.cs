using System.Text.Json.Serialization;

namespace Strata.Sqlite.Kinds.Indexes;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TableIndex))]
internal sealed partial class IndexesJson : JsonSerializerContext;
