using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Strata.Core.Model;

namespace Strata.Sqlite.Kinds.Tables;

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
