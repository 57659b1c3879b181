using System.Text.Json.Serialization;

namespace Strata.Sqlite.Kinds.Triggers;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Trigger))]
internal sealed partial class TriggersJson : JsonSerializerContext;
