using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;

namespace Strata.Status;

/// <summary>The state of one migration on a database.</summary>
public enum MigrationState
{
    /// <summary>Applied as its file is.</summary>
    Applied,

    /// <summary>Not applied, and in its order.</summary>
    Pending,

    /// <summary>Not applied, and stands before one that is.</summary>
    OutOfOrder,

    /// <summary>Stopped by an error, and not applied as a whole.</summary>
    Failed,

    /// <summary>Begun, and not known to have ended.</summary>
    Running,

    /// <summary>Applied, and its file was edited afterwards.</summary>
    Edited,

    /// <summary>In the history, and not in the folder.</summary>
    Unknown,
}

/// <summary>A migration and its state on a database.</summary>
/// <param name="Tag">The migration's name.</param>
/// <param name="State">Its state.</param>
/// <param name="Row">Its row of the history; null where it has none.</param>
public sealed record MigrationStatus(string Tag, MigrationState State, HistoryRow? Row)
{
    /// <summary>True when it was run after one that stands after it.</summary>
    public bool RanOutOfOrder { get; init; }

    internal JsonLine ToJson() =>
        JsonLine.Of(
            "migration",
            ("tag", Tag),
            ("state", State == MigrationState.OutOfOrder ? "outOfOrder" : State.ToString().ToLowerInvariant()),
            ("outOfOrder", RanOutOfOrder || State == MigrationState.OutOfOrder),
            ("started", Row?.Started),
            ("finished", Row?.Finished),
            ("by", Row?.By),
            ("host", Row?.Host),
            ("commit", Row?.Commit),
            ("error", Row?.Error)
        );

    /// <summary>True when it is still to be run, or to be ended.</summary>
    public bool IsPending =>
        State is MigrationState.Pending or MigrationState.OutOfOrder or MigrationState.Failed or MigrationState.Running;
}

/// <summary>A migrations folder beside a database's own record.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Policy">The policy that holds for it.</param>
/// <param name="Target">The database's name for people.</param>
/// <param name="Migrations">In the journal's order, then those that the folder does not have.</param>
public sealed record StatusResult(string Environment, EnvironmentPolicy Policy, string Target, IReadOnlyList<MigrationStatus> Migrations)
    : OperationResult
{
    /// <summary>The database's stamp; null where Strata has never changed it.</summary>
    public Stamp? Stamp { get; init; }

    /// <summary>Problems of the migrations folder.</summary>
    public IReadOnlyList<Problem> FolderProblems { get; init; } = [];

    /// <summary>The problem that would stop a run; null where the folder and the history are consistent.</summary>
    public Problem? Inconsistency { get; init; }

    /// <summary>The folder and the history are inconsistent.</summary>
    public bool IsInconsistent { get; init; }

    /// <summary>Migrations that are out of order are run by <c>migrate</c>.</summary>
    public bool RunsOutOfOrder { get; init; }

    /// <summary>The number of migrations that are still to be run, ended or written.</summary>
    public int Pending { get; init; }

    /// <summary>The row of the last migration that is applied, in the journal's order; null where none is.</summary>
    public HistoryRow? Head { get; init; }

    /// <summary>The number of migrations that the history has as applied.</summary>
    public int Applied { get; init; }

    /// <summary>The row that was written last; null where there is none.</summary>
    public HistoryRow? LastChange { get; init; }

    /// <summary>The head was not verified: the database was not found to be what its migrations lead to.</summary>
    public bool IsUnverified => Pending == 0 && Head is { Fingerprint: null, Kind: HistoryKind.Migrate };

    /// <summary>Retained objects, the first to expire first.</summary>
    public IReadOnlyList<RetainedObject> Retained { get; init; } = [];

    /// <summary>
    /// The database was changed by hand, or may have been (<see cref="IsUncompared"/>); null where it was not, or where the policy does not
    /// look.
    /// </summary>
    public Problem? Drift { get; init; }

    /// <summary>The database could not be compared with what its migrations lead to.</summary>
    public bool IsUncompared { get; init; }

    /// <summary>Drift is a failure in this environment.</summary>
    public bool DriftIsError { get; init; }

    /// <summary>Something pending is a failure: <c>--check</c>.</summary>
    public bool RequiresUpToDate { get; init; }

    /// <inheritdoc/>
    public override ProblemKind? Consequence =>
        IsInconsistent ? ProblemKind.Inconsistent
        : Drift is not null && DriftIsError ? ProblemKind.Differences
        : RequiresUpToDate && Pending > 0 ? ProblemKind.Pending
        : null;

    internal override JsonObject ToJson() => OperationJson.Object(("pending", Pending));

    internal override IEnumerable<JsonLine> Lines(JsonWords words)
    {
        var mode = Stamp?.Mode.ToString().ToLowerInvariant();
        yield return JsonLine.Of("database", ("target", words.Path(Target)), ("environment", Stamp?.Environment), ("mode", mode));
        foreach (var problem in FolderProblems)
            yield return new("problem", words.Of(problem));
        if (Drift is { } drift)
            yield return new("drift", words.Of(drift));
        foreach (var migration in Migrations)
            yield return migration.ToJson();
        var expired = Retained.Count(k => k.IsExpired);
        if (Retained is [var first, ..])
            yield return JsonLine.Of("kept", ("objects", Retained.Count), ("expired", expired), ("until", first.Until));
    }

    /// <summary>The status as a row of a table.</summary>
    internal JsonObject ToRow() =>
        OperationJson.Object(
            ("environment", Environment),
            ("policy", Policy.ToString().ToLowerInvariant()),
            ("head", Head?.Tag),
            ("applied", Applied),
            ("pending", Pending),
            ("mode", Stamp?.Mode.ToString().ToLowerInvariant() ?? "never changed"),
            ("lastAt", LastChange?.Finished),
            ("lastBy", LastChange is { } last ? $"{last.By}@{last.Host}" : null),
            ("commit", LastChange?.Commit),
            ("problem", (Inconsistency ?? Drift) is { } problem ? $"{problem.Code}: {problem.What}" : null)
        );
}

/// <summary>One environment in a table of all.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Status">Its status; null where it could not be read.</param>
/// <param name="Problem">The problem that prevented that.</param>
public sealed record EnvironmentStatus(string Environment, StatusResult? Status, Problem? Problem);

/// <summary>Every environment of a project.</summary>
/// <param name="Environments">In the order of strata.json.</param>
public sealed record AllStatusResult(IReadOnlyList<EnvironmentStatus> Environments) : OperationResult
{
    /// <inheritdoc cref="StatusResult.RequiresUpToDate"/>
    public bool RequiresUpToDate { get; init; }

    /// <summary>The number of pending migrations of all environments.</summary>
    public int Pending => Environments.Sum(e => e.Status?.Pending ?? 0);

    /// <inheritdoc/>
    public override ProblemKind? Consequence
    {
        get
        {
            var kinds = Environments.Select(e => e.Problem?.Kind).OfType<ProblemKind>().ToList();
            if (kinds.Count > 0)
                return kinds.TrueForAll(k => k == ProblemKind.Refused) ? ProblemKind.Refused : ProblemKind.NoConnection;
            if (Environments.Any(e => e.Status?.Inconsistency is not null))
                return ProblemKind.Inconsistent;
            if (Environments.Any(e => e.Status is { Drift: not null, DriftIsError: true }))
                return ProblemKind.Differences;
            return RequiresUpToDate && Pending > 0 ? ProblemKind.Pending : null;
        }
    }

    internal override JsonObject ToJson() => OperationJson.Object(("pending", Pending), ("environments", Environments.Count));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [
            .. Environments.Select(e => new JsonLine(
                "environment",
                e.Status?.ToRow() ?? OperationJson.Object(("environment", e.Environment), ("problem", e.Problem?.What))
            )),
            .. Environments.Select(e => e.Problem).OfType<Problem>().Select(p => new JsonLine("problem", words.Of(p))),
        ];
}

/// <summary>The operations that wrote to a database.</summary>
/// <param name="Runs">The oldest first.</param>
public sealed record RunsResult(IReadOnlyList<CommandRun> Runs) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("runs", Runs.Count));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Runs.Select(Line);

    private static JsonLine Line(CommandRun run) =>
        JsonLine.Of(
            "run",
            ("id", run.Id.ToString()),
            ("command", run.Command),
            ("by", run.By.By),
            ("host", run.By.Host),
            ("tool", run.By.Tool),
            ("commit", run.By.Commit),
            ("plan", run.Plan),
            ("startedAt", run.Started),
            ("finishedAt", run.Finished),
            ("runExit", run.Exit),
            ("detail", JsonNode.Parse(run.Detail))
        );
}
