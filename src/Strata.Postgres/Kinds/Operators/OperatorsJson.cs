using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Operators;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Operator))]
internal sealed partial class OperatorsJson : JsonSerializerContext;
