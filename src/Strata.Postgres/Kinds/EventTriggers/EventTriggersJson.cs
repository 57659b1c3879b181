using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.EventTriggers;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EventTrigger))]
internal sealed partial class EventTriggersJson : JsonSerializerContext;
