using System.Text.Json.Serialization;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Column))]
[JsonSerializable(typeof(Table))]
[JsonSerializable(typeof(Constraint))]
internal sealed partial class TablesJson : JsonSerializerContext;
