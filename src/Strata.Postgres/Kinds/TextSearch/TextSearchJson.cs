using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.TextSearch;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TsConfig))]
[JsonSerializable(typeof(TsDict))]
internal sealed partial class TextSearchJson : JsonSerializerContext;
