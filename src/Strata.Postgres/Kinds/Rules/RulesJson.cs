using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Rules;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Rule))]
internal sealed partial class RulesJson : JsonSerializerContext;
