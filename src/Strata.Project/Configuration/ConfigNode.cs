using System.Text;
using System.Text.Json;
using Strata.Core.Problems;
using Strata.Core.Text;

namespace Strata.Project.Configuration;

/// <summary>A JSON value that knows where it stands, so that every complaint has a line and a column.</summary>
internal sealed record ConfigNode(string Where, object? Value)
{
    public IReadOnlyList<(string Key, string Where, ConfigNode Node)> Members => (IReadOnlyList<(string, string, ConfigNode)>)Value!;

    public bool IsObject => Value is IReadOnlyList<(string, string, ConfigNode)>;

    /// <exception cref="ProblemException">Not JSON (ST2001, exit 2).</exception>
    public static ConfigNode Parse(byte[] json, string file)
    {
        if (json.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            json = json[3..];
        var reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        try
        {
            reader.Read();
            var root = Read(ref reader, json, file);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var where = $"{file}:{(e.LineNumber ?? 0) + 1}:{(e.BytePositionInLine ?? 0) + 1}";
            var what = e.Message.Split(". LineNumber", 2)[0];
            throw ConfigurationProblems.NotJson.Error(
                where,
                $"the configuration is not JSON: {what}",
                "nothing was done",
                "correct the file at that place; comments and trailing commas are allowed",
                e
            );
        }
    }

    /// <summary>The value of a key; null where the key is missing.</summary>
    public ConfigNode? Member(string key) => Members.Where(m => m.Key == key).Select(m => m.Node).FirstOrDefault();

    /// <summary>The text of a key; null where the key is missing.</summary>
    /// <exception cref="ProblemException">It is empty or no text (ST2002, exit 2).</exception>
    public string? Text(string key) =>
        Member(key) is not { } member ? null
        : member.Value as string is { Length: > 0 } text ? text
        : throw ConfigurationProblems.Invalid(member.Where, $"\"{key}\" must be a text", $"write \"{key}\": \"…\"");

    /// <summary>The texts of a list; null where it is something else.</summary>
    public IReadOnlyList<string>? Texts() =>
        Value is List<ConfigNode> items && items.TrueForAll(i => i.Value is string { Length: > 0 })
            ? [.. items.Select(i => (string)i.Value!)]
            : null;

    /// <summary>Requires that each key is known and stands once.</summary>
    /// <param name="known">The keys.</param>
    /// <param name="context">Begins the message: <c>environment "staging": </c>.</param>
    /// <exception cref="ProblemException">A key is not known (ST2003) or stands twice (ST2002): exit 2.</exception>
    public void RequireKeys(IReadOnlyList<string> known, string context)
    {
        foreach (var (key, where, _) in Members)
        {
            if (known.Contains(key))
                continue;
            var nearest = Spelling.Nearest(key, known) is { } name ? $"; did you mean \"{name}\"?" : "";
            throw ConfigurationProblems.Unknown(
                where,
                $"{context}unknown key \"{key}\"{nearest}",
                $"known keys: {string.Join(", ", known)}"
            );
        }
        foreach (var twice in Members.GroupBy(m => m.Key).Where(g => g.Count() > 1))
            throw ConfigurationProblems.Invalid(
                twice.Last().Where,
                $"{context}the key \"{twice.Key}\" stands twice",
                "keep one of the two"
            );
    }

    private static ConfigNode Read(ref Utf8JsonReader reader, byte[] json, string file)
    {
        var where = Place(json, reader.TokenStartIndex, file);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                List<(string, string, ConfigNode)> members = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (key, at) = (reader.GetString()!, Place(json, reader.TokenStartIndex, file));
                    reader.Read();
                    members.Add((key, at, Read(ref reader, json, file)));
                }
                return new(where, members);
            case JsonTokenType.StartArray:
                List<ConfigNode> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Read(ref reader, json, file));
                return new(where, items);
            case JsonTokenType.String:
                return new(where, reader.GetString());
            case JsonTokenType.True or JsonTokenType.False:
                return new(where, reader.GetBoolean());
            case JsonTokenType.Number:
                return new(where, reader.GetDouble());
            default:
                return new(where, null);
        }
    }

    private static string Place(byte[] json, long offset, string file)
    {
        var before = json.AsSpan(0, (int)offset);
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"{file}:{line}:{column}";
    }
}
