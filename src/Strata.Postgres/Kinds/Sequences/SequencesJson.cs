using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Sequences;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Sequence))]
[JsonSerializable(typeof(SequenceOwner))]
internal sealed partial class SequencesJson : JsonSerializerContext;
