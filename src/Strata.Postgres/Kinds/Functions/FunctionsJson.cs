using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Functions;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Function))]
internal sealed partial class FunctionsJson : JsonSerializerContext;
