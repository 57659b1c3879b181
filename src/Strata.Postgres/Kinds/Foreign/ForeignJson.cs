using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Foreign;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ForeignDataWrapper))]
[JsonSerializable(typeof(ForeignTable))]
[JsonSerializable(typeof(Server))]
internal sealed partial class ForeignJson : JsonSerializerContext;
