namespace Strata.Deploy.Recording;

/// <summary>The work of a deploy on its services.</summary>
public enum DeployKind
{
    /// <summary>The new revisions get all requests.</summary>
    Full,

    /// <summary>The new revisions get some requests.</summary>
    Canary,

    /// <summary>The new revisions get no requests.</summary>
    NoTraffic,

    /// <summary>Earlier revisions serve again.</summary>
    Rollback,
}

/// <summary>The progress of a service in a deploy.</summary>
public enum ServiceState
{
    /// <summary>Nothing of it was changed.</summary>
    Untouched,

    /// <summary>Its deploy was begun, and is not known to have ended.</summary>
    Begun,
    Deployed,
    Healthy,

    /// <summary>Everything that was asked for is done.</summary>
    Done,

    /// <summary>Failed, and the revision before it serves again.</summary>
    Back,

    /// <summary>Failed, and no revision is known that could serve again, or the rollback failed too.</summary>
    Failed,
}

/// <summary>The progress of a step.</summary>
public enum StepState
{
    Running,
    Done,
    Failed,

    /// <summary>A step before it failed.</summary>
    NotDone,
}

/// <summary>One step of a deploy.</summary>
/// <param name="Name">The service and the work on it, or the work on the database.</param>
/// <param name="State">Its progress.</param>
public sealed record StepRecord(string Name, StepState State)
{
    /// <summary>The time that it took.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>The outcome, for a person.</summary>
    public string? Told { get; init; }

    /// <summary>The state as a word: <c>not done</c>.</summary>
    internal string Word => State == StepState.NotDone ? "not done" : State.ToString().ToLowerInvariant();
}

/// <summary>One service in a deploy.</summary>
/// <param name="Name">The service.</param>
public sealed record ServiceRecord(string Name)
{
    /// <summary>The revision that served before anything was changed; null where none did.</summary>
    public string? Previous { get; init; }

    /// <summary>The revision that was deployed, or rolled back to.</summary>
    public string? Revision { get; init; }

    /// <summary>The application's version of <see cref="Revision"/>.</summary>
    public string? Version { get; init; }

    /// <summary>Its progress.</summary>
    public ServiceState State { get; init; }

    /// <summary>The revision that serves at the end; null where it is not known.</summary>
    public string? Serves { get; init; }

    /// <summary>The share of requests that <see cref="Revision"/> gets, in percent; null where none was set.</summary>
    public int? Percent { get; init; }

    /// <summary>The revision that serves, for a person.</summary>
    internal string Told =>
        State switch
        {
            ServiceState.Untouched => $"untouched; {Previous ?? "an unknown revision"} serves",
            ServiceState.Done when Percent is > 0 and < 100 => $"{Revision} gets {Percent} % of the requests, {Serving} serves the rest",
            ServiceState.Done when Percent == 0 => $"{Revision} is deployed and gets no requests; {Serving} serves",
            ServiceState.Done => $"{Serves} serves{(Previous is { } previous && previous != Serves ? $", before it {previous} did" : "")}",
            ServiceState.Back => $"{Revision} failed; {Serves} serves, as before",
            ServiceState.Failed => $"{Revision} failed, and may serve; {Previous ?? "nothing"} served before",
            _ => $"the deploy of {Revision} did not end; {Previous ?? "nothing"} served before",
        };

    private string Serving => Serves ?? "nothing";
}

/// <summary>The record of a deploy: enough to roll back, and to go on.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Kind">The work on the services.</param>
public sealed record DeployDetail(string Environment, DeployKind Kind)
{
    private const string KilledText = "it was killed";

    /// <summary>The name of what is deployed.</summary>
    public string? Tag { get; init; }

    /// <summary>The file with the output of the commands, on the machine that ran it, relative to the project's folder.</summary>
    public string? Log { get; init; }

    /// <summary>The last migration of the database.</summary>
    public string? Head { get; init; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>The services, in order.</summary>
    public IReadOnlyList<ServiceRecord> Services { get; init; } = [];

    /// <summary>The reason of its end; null for success.</summary>
    public string? Problem { get; init; }

    /// <summary>Its process was killed.</summary>
    public bool IsKilled => Problem == KilledText;

    /// <summary>The record of one service; null where it was not deployed.</summary>
    public ServiceRecord? Service(string name) => Services.FirstOrDefault(s => s.Name == name);

    /// <summary>The same with another record of a service.</summary>
    public DeployDetail With(ServiceRecord service) =>
        this with
        {
            Services = [.. Services.Select(s => s.Name == service.Name ? service : s)],
        };

    /// <summary>The same, killed.</summary>
    internal DeployDetail Killed() => this with { Problem = KilledText };

    /// <summary>The JSON that the record of runs keeps.</summary>
    public string ToJson() => DeployDetailJson.Write(this);

    /// <summary>Null where the text is not what <see cref="ToJson"/> writes: another command's, or a newer Strata's.</summary>
    public static DeployDetail? FromJson(string text) => DeployDetailJson.Read(text);
}
