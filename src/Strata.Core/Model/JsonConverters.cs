using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Strata.Core.Model;

/// <summary>An address as an array: type, then names; arguments as a nested array where there are any.</summary>
public sealed class ObjectIdJson : JsonConverter<ObjectId>
{
    public override ObjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<string> names = [];
        List<string> args = [];
        var depth = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("an object's address is an array");
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                depth++;
            else if (reader.TokenType == JsonTokenType.EndArray && depth-- == 0)
                break;
            else if (reader.TokenType == JsonTokenType.String)
                (depth == 0 ? names : args).Add(reader.GetString()!);
        }
        if (names.Count < 2)
            throw new JsonException("an object's address is a type and at least one name");
        return new ObjectId(names[0], [.. names.Skip(1)], [.. args]);
    }

    public override void Write(Utf8JsonWriter writer, ObjectId value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Type);
        foreach (var name in value.Names)
            writer.WriteStringValue(name);
        if (value.Args.Count > 0)
        {
            writer.WriteStartArray();
            foreach (var arg in value.Args)
                writer.WriteStringValue(arg);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }
}

public sealed class TextListJson : JsonConverter<EquatableArray<string>>
{
    public override EquatableArray<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<string> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(reader.GetString()!);
        return [.. items];
    }

    public override void Write(Utf8JsonWriter writer, EquatableArray<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            writer.WriteStringValue(item);
        writer.WriteEndArray();
    }
}

public sealed class OrdinalJson : JsonConverter<Ordinal>
{
    public override Ordinal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Ordinal value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

public sealed class CarriedIdJson : JsonConverter<Carried<ObjectId?>>
{
    private static readonly ObjectIdJson s_id = new();

    public override Carried<ObjectId?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.TokenType == JsonTokenType.Null ? null : s_id.Read(ref reader, typeof(ObjectId), options));

    public override void Write(Utf8JsonWriter writer, Carried<ObjectId?> value, JsonSerializerOptions options)
    {
        if (value.Value is { } id)
            s_id.Write(writer, id, options);
        else
            writer.WriteNullValue();
    }
}

public sealed class CarriedTextJson : JsonConverter<Carried<string?>>
{
    public override Carried<string?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString());

    public override void Write(Utf8JsonWriter writer, Carried<string?> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

public sealed class CarriedTextsJson : JsonConverter<Carried<EquatableArray<string>>>
{
    private static readonly TextListJson s_texts = new();

    public override Carried<EquatableArray<string>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(s_texts.Read(ref reader, typeof(EquatableArray<string>), options));

    public override void Write(Utf8JsonWriter writer, Carried<EquatableArray<string>> value, JsonSerializerOptions options) =>
        s_texts.Write(writer, value.Value, options);
}

public sealed class CarriedFlagJson : JsonConverter<Carried<bool>>
{
    public override Carried<bool> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetBoolean());

    public override void Write(Utf8JsonWriter writer, Carried<bool> value, JsonSerializerOptions options) =>
        writer.WriteBooleanValue(value.Value);
}

/// <summary>Serialization by default leaves out what equals the default, which a carried value always does.</summary>
public static class CarriedJson
{
    public static void LeaveOut(JsonTypeInfo info)
    {
        foreach (var property in info.Properties.Where(p => typeof(ICarried).IsAssignableFrom(p.PropertyType)))
            property.ShouldSerialize = (_, _) => false;
    }

    public static void Modify(JsonTypeInfo info)
    {
        foreach (var property in info.Properties.Where(p => typeof(ICarried).IsAssignableFrom(p.PropertyType)))
            property.ShouldSerialize = (_, value) => value is ICarried { IsSet: true };
    }
}
