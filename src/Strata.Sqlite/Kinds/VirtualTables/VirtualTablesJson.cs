using System.Text.Json.Serialization;

namespace Strata.Sqlite.Kinds.VirtualTables;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(VirtualTable))]
internal sealed partial class VirtualTablesJson : JsonSerializerContext;
