using System.Text.Json.Nodes;
using Strata.Core.Problems;

namespace Strata.Operations;

/// <summary>The outcome of an operation that came to its end.</summary>
public abstract record OperationResult
{
    /// <summary>The consequence, where the outcome is no success; null for success.</summary>
    public virtual ProblemKind? Consequence => null;

    /// <summary>The outcome in the form that the record of runs keeps and that JSON output ends with.</summary>
    internal abstract JsonObject ToJson();

    /// <summary>The parts of the outcome, a line of JSON each.</summary>
    internal virtual IEnumerable<JsonLine> Lines(JsonWords words) => [];
}

/// <summary>A line of JSON output.</summary>
/// <param name="Type">Its <c>type</c>.</param>
/// <param name="Data">Its other members.</param>
internal readonly record struct JsonLine(string Type, JsonObject Data)
{
    public static JsonLine Of(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members) =>
        new(type, OperationJson.Object(members));

    public override string ToString()
    {
        var json = new JsonObject { ["type"] = Type };
        foreach (var (key, value) in Data)
            json[key] = value?.DeepClone();
        return json.ToJsonString(OperationJson.Options);
    }
}

/// <summary>The words of a host in JSON.</summary>
/// <param name="Remedy">Writes a remedy.</param>
/// <param name="Path">Writes a text that may hold absolute paths.</param>
internal sealed record JsonWords(Func<Remedy, string> Remedy, Func<string, string> Path)
{
    public JsonObject Of(Problem problem)
    {
        var json = OperationJson.Object(
            ("code", problem.Code),
            ("where", Path(problem.Where)),
            ("what", Path(problem.What)),
            ("state", Path(problem.State)),
            ("fix", Path(Remedy(problem.Next)))
        );
        if (problem.Details.Count > 0)
            json["details"] = OperationJson.Texts(problem.Details.Select(Path));
        return json;
    }
}
