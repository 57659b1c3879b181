using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Extensions;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Extension))]
internal sealed partial class ExtensionsJson : JsonSerializerContext;
