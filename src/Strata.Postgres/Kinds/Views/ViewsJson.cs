using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Views;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(View))]
internal sealed partial class ViewsJson : JsonSerializerContext;
