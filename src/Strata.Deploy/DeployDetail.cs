using System.Text.Json;
using System.Text.Json.Nodes;

namespace Strata.Deploy;

/// <summary>What a deploy does with its services.</summary>
public enum DeployKind
{
    /// <summary>The new revisions get all requests.</summary>
    Full,

    /// <summary>They get some.</summary>
    Canary,

    /// <summary>They get none.</summary>
    NoTraffic,

    /// <summary>Earlier revisions serve again.</summary>
    Rollback,
}

/// <summary>How far a service came.</summary>
public enum ServiceState
{
    /// <summary>Nothing of it was changed.</summary>
    Untouched,

    /// <summary>Its deploy was begun, and is not known to have ended.</summary>
    Begun,
    Deployed,
    Healthy,

    /// <summary>All that was asked for is done.</summary>
    Done,

    /// <summary>It failed, and the revision before it serves again.</summary>
    Back,

    /// <summary>It failed, and nothing is known that could serve again, or going back failed too.</summary>
    Failed,
}

/// <summary>How far a step came.</summary>
public enum StepState
{
    Running,
    Done,
    Failed,

    /// <summary>One before it failed.</summary>
    NotDone,
}

/// <summary>One step of a deploy.</summary>
public sealed record StepRecord(string Name, StepState State)
{
    public TimeSpan Time { get; init; }

    /// <summary>What came of it, for a person.</summary>
    public string? Told { get; init; }
}

/// <summary>What is known of one service in a deploy.</summary>
/// <param name="Name">The service.</param>
public sealed record ServiceRecord(string Name)
{
    /// <summary>The revision that served before, asked before anything was changed; null where none did.</summary>
    public string? Previous { get; init; }

    /// <summary>What was deployed, or gone back to.</summary>
    public string? Revision { get; init; }

    /// <summary>The application's version that <see cref="Revision"/> is.</summary>
    public string? Version { get; init; }

    public ServiceState State { get; init; }

    /// <summary>The revision that serves at the end; null where it is not known.</summary>
    public string? Serves { get; init; }

    /// <summary>How much <see cref="Revision"/> gets, in percent; null where nobody said.</summary>
    public int? Percent { get; init; }
}

/// <summary>What the record of runs keeps of a deploy: enough to go back, and to go on.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Kind">What was asked for.</param>
public sealed record DeployDetail(string Environment, DeployKind Kind)
{
    public string? Tag { get; init; }

    /// <summary>The file with what the commands said, on the machine that ran it.</summary>
    public string? Log { get; init; }

    /// <summary>The migration the database is at.</summary>
    public string? Head { get; init; }
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];
    public IReadOnlyList<ServiceRecord> Services { get; init; } = [];

    /// <summary>Why it ended as it did.</summary>
    public string? Problem { get; init; }

    public ServiceRecord? Service(string name) => Services.FirstOrDefault(s => s.Name == name);

    public DeployDetail With(ServiceRecord service) =>
        this with
        {
            Services = [.. Services.Select(s => s.Name == service.Name ? service : s)],
        };

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["environment"] = Environment,
            ["kind"] = Kind.ToString(),
            ["tag"] = Tag,
            ["log"] = Log,
            ["head"] = Head,
            ["problem"] = Problem,
        };
        json["steps"] = new JsonArray([
            .. Steps.Select(s =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = s.Name,
                        ["state"] = s.State.ToString(),
                        ["ms"] = Math.Round(s.Time.TotalMilliseconds),
                        ["told"] = s.Told,
                    }
            ),
        ]);
        json["services"] = new JsonArray([
            .. Services.Select(s =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = s.Name,
                        ["previous"] = s.Previous,
                        ["revision"] = s.Revision,
                        ["version"] = s.Version,
                        ["state"] = s.State.ToString(),
                        ["serves"] = s.Serves,
                        ["percent"] = s.Percent,
                    }
            ),
        ]);
        return json.ToJsonString();
    }

    /// <summary>Null where the text is not what <see cref="ToJson"/> writes: another command's, or a newer Strata's.</summary>
    public static DeployDetail? FromJson(string text)
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
                Steps =
                [
                    .. Items(json, "steps")
                        .Select(s => new StepRecord(Text(s, "name") ?? "", Enum.Parse<StepState>(Text(s, "state")!))
                        {
                            Time = TimeSpan.FromMilliseconds((double?)s["ms"] ?? 0),
                            Told = Text(s, "told"),
                        }),
                ],
                Services = [.. Items(json, "services").Select(Service)],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

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

    private static IEnumerable<JsonObject> Items(JsonObject json, string key) => (json[key] as JsonArray ?? []).OfType<JsonObject>();

    private static string? Text(JsonObject json, string key) => (string?)json[key];
}
