using System.Text.Json.Serialization;

namespace Strata.Sqlite.Kinds.Views;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(View))]
internal sealed partial class ViewsJson : JsonSerializerContext;
