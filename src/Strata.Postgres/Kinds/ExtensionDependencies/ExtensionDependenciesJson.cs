using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.ExtensionDependencies;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExtensionDependency))]
internal sealed partial class ExtensionDependenciesJson : JsonSerializerContext;
