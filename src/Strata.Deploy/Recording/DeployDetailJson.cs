using System.Text.Json;
using System.Text.Json.Nodes;
using Strata.Operations;

namespace Strata.Deploy.Recording;

/// <summary>The record of a deploy as JSON: as the record of runs keeps it, and as results show it.</summary>
internal static class DeployDetailJson
{
    /// <summary>The JSON that the record of runs keeps.</summary>
    public static string Write(DeployDetail detail) =>
        OperationJson
            .Object(
                ("environment", detail.Environment),
                ("kind", detail.Kind.ToString()),
                ("tag", detail.Tag),
                ("log", detail.Log),
                ("head", detail.Head),
                ("problem", detail.Problem),
                ("steps", OperationJson.Array(detail.Steps.Select(Write))),
                ("services", OperationJson.Array(detail.Services.Select(Write)))
            )
            .ToJsonString();

    private static JsonObject Write(StepRecord s) =>
        OperationJson.Object(("name", s.Name), ("state", s.State.ToString()), ("ms", Milliseconds(s)), ("told", s.Told));

    private static JsonObject Write(ServiceRecord s) =>
        OperationJson.Object(
            ("name", s.Name),
            ("previous", s.Previous),
            ("revision", s.Revision),
            ("version", s.Version),
            ("state", s.State.ToString()),
            ("serves", s.Serves),
            ("percent", s.Percent)
        );

    /// <summary>The JSON of results.</summary>
    public static JsonObject Show(DeployDetail detail) =>
        OperationJson.Object(
            ("environment", detail.Environment),
            ("kind", detail.Kind.ToString().ToLowerInvariant()),
            ("tag", detail.Tag),
            ("head", detail.Head),
            ("log", detail.Log),
            ("problem", detail.Problem),
            ("steps", OperationJson.Array(detail.Steps.Select(Show))),
            ("services", OperationJson.Array(detail.Services.Select(Show)))
        );

    private static JsonObject Show(ServiceRecord s) =>
        OperationJson.Object(
            ("service", s.Name),
            ("state", s.State.ToString().ToLowerInvariant()),
            ("serves", s.Serves),
            ("previous", s.Previous),
            ("revision", s.Revision),
            ("version", s.Version),
            ("percent", s.Percent)
        );

    /// <summary>A step in the JSON of results.</summary>
    public static JsonObject Show(StepRecord step) =>
        OperationJson.Object(("step", step.Name), ("state", step.Word), ("ms", Milliseconds(step)), ("told", step.Told));

    /// <summary>Null where the text is not what <see cref="Write(DeployDetail)"/> writes.</summary>
    public static DeployDetail? Read(string text)
    {
        try
        {
            if (
                JsonNode.Parse(text) is not JsonObject json
                || Text(json, "environment") is not { } environment
                || !Enum.TryParse<DeployKind>(Text(json, "kind"), out var kind)
            )
                return null;
            return new(environment, kind)
            {
                Tag = Text(json, "tag"),
                Log = Text(json, "log"),
                Head = Text(json, "head"),
                Problem = Text(json, "problem"),
                Steps = [.. Items(json, "steps").Select(Step)],
                Services = [.. Items(json, "services").Select(Service)],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static StepRecord Step(JsonObject s) =>
        new(Text(s, "name") ?? "", Enum.Parse<StepState>(Text(s, "state")!))
        {
            Time = TimeSpan.FromMilliseconds((double?)s["ms"] ?? 0),
            Told = Text(s, "told"),
        };

    private static ServiceRecord Service(JsonObject s) =>
        new(Text(s, "name") ?? "")
        {
            Previous = Text(s, "previous"),
            Revision = Text(s, "revision"),
            Version = Text(s, "version"),
            State = Enum.Parse<ServiceState>(Text(s, "state")!),
            Serves = Text(s, "serves"),
            Percent = (int?)(double?)s["percent"],
        };

    private static double Milliseconds(StepRecord step) => Math.Round(step.Time.TotalMilliseconds);

    private static IEnumerable<JsonObject> Items(JsonObject json, string key) => (json[key] as JsonArray ?? []).OfType<JsonObject>();

    private static string? Text(JsonObject json, string key) => (string?)json[key];
}
