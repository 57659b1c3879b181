using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Domains;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Domain))]
internal sealed partial class DomainsJson : JsonSerializerContext;
