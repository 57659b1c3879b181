using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Publications;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Publication))]
[JsonSerializable(typeof(PublicationTable))]
internal sealed partial class PublicationsJson : JsonSerializerContext;
