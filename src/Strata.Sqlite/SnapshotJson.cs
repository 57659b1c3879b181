using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Strata.Core.Model;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.Kinds.Triggers;
using Strata.Sqlite.Kinds.Views;
using Strata.Sqlite.Kinds.VirtualTables;

namespace Strata.Sqlite;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ObjectIdJson), typeof(TextListJson), typeof(OrdinalJson), typeof(ConstraintListJson)]
)]
[
    JsonSerializable(typeof(Table)),
    JsonSerializable(typeof(Constraint)),
    JsonSerializable(typeof(Column)),
    JsonSerializable(typeof(VirtualTable))
]
[JsonSerializable(typeof(TableIndex)), JsonSerializable(typeof(View)), JsonSerializable(typeof(Trigger))]
internal sealed partial class SnapshotJson : JsonSerializerContext;

/// <summary>The serializers of the snapshot's objects, which leave out carried values that are not set.</summary>
internal static class SnapshotTypes
{
    private static readonly JsonSerializerOptions s_options = new(SnapshotJson.Default.Options)
    {
        TypeInfoResolver = SnapshotJson.Default.WithAddedModifier(CarriedJson.Modify),
    };

    private static readonly JsonSerializerOptions s_compared = new(SnapshotJson.Default.Options)
    {
        TypeInfoResolver = SnapshotJson.Default.WithAddedModifier(CarriedJson.LeaveOut),
    };

    public static JsonTypeInfo For(Type type) => s_options.GetTypeInfo(type);

    /// <summary>Without what is carried: equal objects are equal text.</summary>
    public static JsonTypeInfo Compared(Type type) => s_compared.GetTypeInfo(type);
}

internal sealed class ConstraintListJson : JsonConverter<EquatableArray<Constraint>>
{
    public override EquatableArray<Constraint> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<Constraint>)options.GetTypeInfo(typeof(Constraint));
        List<Constraint> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(JsonSerializer.Deserialize(ref reader, type)!);
        return [.. items];
    }

    public override void Write(Utf8JsonWriter writer, EquatableArray<Constraint> value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<Constraint>)options.GetTypeInfo(typeof(Constraint));
        writer.WriteStartArray();
        foreach (var item in value)
            JsonSerializer.Serialize(writer, item, type);
        writer.WriteEndArray();
    }
}
