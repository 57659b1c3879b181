using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Grants;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DefaultPrivilege))]
[JsonSerializable(typeof(Grant))]
internal sealed partial class GrantsJson : JsonSerializerContext;
