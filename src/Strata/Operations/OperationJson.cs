using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Strata.Core.Model;
using Strata.Core.Planning;

namespace Strata.Operations;

/// <summary>Values of results as JSON.</summary>
internal static class OperationJson
{
    /// <summary>SQL is full of quotes and angle brackets; nothing here ends up in HTML.</summary>
    public static JsonSerializerOptions Options { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = PrimitiveJson.Default };

    public static JsonObject Of(Step step) =>
        Object(
            ("sql", step.Sql),
            (
                "transaction",
                step.Transaction switch
                {
                    TransactionMode.None => "none",
                    TransactionMode.Own => "own",
                    _ => "shared",
                }
            ),
            ("locks", Array(step.Locks.Select(l => Object(("relation", l.Relation.Text), ("mode", l.Mode.ToString()))))),
            ("hazards", Array(step.Hazards.Select(Of)))
        );

    public static JsonObject Of(Hazard h) =>
        Object(("code", h.Code), ("subject", h.Subject.Text), ("message", h.Message), ("destructive", h.Destructive));

    public static JsonObject Of(LintFinding f) =>
        Object(("code", f.Code), ("subject", f.Subject.Text), ("message", f.Message), ("instead", f.Instead));

    public static JsonObject Of(Reversal r) =>
        Object(
            ("class", r.Word),
            ("missing", Texts(r.Missing)),
            ("lost", Texts(r.Lost)),
            ("stops", Texts(r.Stops)),
            ("kept", Texts(r.Kept)),
            ("unproven", Texts(r.Unproven))
        );

    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
            json[name] = value;
        return json;
    }

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    public static JsonArray Texts(IEnumerable<string> items) => [.. items.Select(i => (JsonNode?)JsonValue.Create(i))];
}

/// <summary>The types of values in JSON nodes.</summary>
[
    JsonSerializable(typeof(string)),
    JsonSerializable(typeof(int)),
    JsonSerializable(typeof(bool)),
    JsonSerializable(typeof(double)),
    JsonSerializable(typeof(DateTimeOffset))
]
internal sealed partial class PrimitiveJson : JsonSerializerContext;
