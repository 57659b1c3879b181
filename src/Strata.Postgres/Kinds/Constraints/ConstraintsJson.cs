using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Constraints;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PrimaryKey))]
[JsonSerializable(typeof(Unique))]
[JsonSerializable(typeof(Check))]
[JsonSerializable(typeof(Exclusion))]
[JsonSerializable(typeof(ForeignKey))]
internal sealed partial class ConstraintsJson : JsonSerializerContext;
