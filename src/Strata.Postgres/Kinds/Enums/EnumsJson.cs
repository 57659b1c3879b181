using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Enums;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EnumType))]
internal sealed partial class EnumsJson : JsonSerializerContext;
