using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ColumnDefault))]
[JsonSerializable(typeof(Column))]
[JsonSerializable(typeof(Table))]
internal sealed partial class TablesJson : JsonSerializerContext;
