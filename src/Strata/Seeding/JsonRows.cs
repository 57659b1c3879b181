using System.Collections.Immutable;
using System.Text.Json;
using Strata.Core.Data;
using Strata.Core.Problems;

namespace Strata.Seeding;

/// <summary>Rows of a JSON array of objects with the same keys. Nested objects and arrays are values, as JSON.</summary>
internal sealed class JsonRows(SeedFile file)
{
    private const string Shape = "write an array of objects: [ { \"id\": 1, \"name\": \"…\" } ]";

    /// <exception cref="ProblemException">It is not such an array (ST5031, exit 2).</exception>
    public (ImmutableArray<string> Columns, IEnumerable<SeedRow> Rows) Read(byte[] json)
    {
        try
        {
            return Parse(json);
        }
        catch (JsonException e)
        {
            throw file.Invalid(
                (int)(e.LineNumber ?? 0) + 1,
                $"the file is not JSON: {e.Message.Split(". LineNumber", 2)[0].Split(" Path:", 2)[0].TrimEnd('.')}",
                "correct the file at that place",
                e
            );
        }
    }

    private (ImmutableArray<string> Columns, IEnumerable<SeedRow> Rows) Parse(byte[] json)
    {
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(json, options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw file.Invalid(1, "no JSON array", Shape);
        var (line, counted) = (1, 0);
        List<string> columns = [];
        List<SeedRow> rows = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            line += json.AsSpan(counted, (int)reader.TokenStartIndex - counted).Count((byte)'\n');
            counted = (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject)
                throw file.Invalid(line, "no JSON object", Shape);
            using var item = JsonDocument.ParseValue(ref reader);
            var values = Values(item.RootElement, line);
            if (rows.Count == 0)
                columns = [.. values.Keys];
            if (values.Count != columns.Count || columns.Exists(c => !values.ContainsKey(c)))
                throw file.Invalid(
                    line,
                    $"this object has the keys {string.Join(", ", values.Keys)}, and the first has {string.Join(", ", columns)}",
                    "give every object the same keys; null stands for NULL"
                );
            rows.Add(new SeedRow(line, [.. columns.Select(c => values[c])]));
        }
        if (reader.Read())
            throw file.Invalid(line, "text after the array", Shape);
        return ([.. columns], rows);
    }

    private Dictionary<string, string?> Values(JsonElement item, int line)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in item.EnumerateObject())
            if (!values.TryAdd(member.Name, Text(member.Value)))
                throw file.Invalid(line, $"the key \"{member.Name}\" is given twice", "keep one of the two");
        return values;
    }

    /// <summary>Numbers keep every digit they are written with.</summary>
    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
}
