using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Deploy.Recording;
using Strata.Generating;
using Strata.Operations;

namespace Strata.Deploy.Deploying;

/// <summary>A migration is pending, and the deploy runs it.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Statements">The number of its statements.</param>
public sealed record MigrationPlanned(string Tag, int Statements) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("pending", ("tag", Tag), ("statements", Statements))];
}

/// <summary>The deploy wrote the next migration, and stops for its review.</summary>
/// <param name="Result">The migration.</param>
public sealed record MigrationGenerated(GenerateResult Result) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Result.Lines(words);
}

/// <summary>A deploy that succeeded; or a database that needed no migration, where one should be generated.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Detail">The record of the deploy; null where there was nothing to generate.</param>
public sealed record DeployResult(string Environment, DeployDetail? Detail) : OperationResult
{
    internal override JsonObject ToJson() => Detail is null ? OperationJson.Object(("changed", false)) : DeployDetailJson.Show(Detail);
}

/// <summary>A plan that was written to a file.</summary>
/// <param name="File">The absolute path of the file.</param>
/// <param name="Hash">The hash of the plan.</param>
/// <param name="Pending">The number of pending migrations in it.</param>
public sealed record DeployPlanResult(string File, string Hash, int Pending) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("plan", File), ("hash", Hash), ("pending", Pending));
}

/// <summary>A step that a deploy would run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its work, for a person.</param>
public sealed record PreviewedStep(string Name, string Text)
{
    /// <summary>The environment that would be copied; null where none would.</summary>
    public string? Source { get; init; }

    /// <summary>The program and its arguments; null where none would run.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The URL that would be asked; null where none would.</summary>
    public string? Url { get; init; }

    internal JsonLine ToJson() =>
        Command is not null ? JsonLine.Of("step", ("step", Name), ("command", OperationJson.Texts(Command)))
        : Url is not null ? JsonLine.Of("step", ("step", Name), ("url", Url))
        : JsonLine.Of("step", ("step", Name), ("from", Source));
}

/// <summary>The work that a deploy would do.</summary>
/// <param name="Pending">The migrations that would run, in order.</param>
/// <param name="Steps">The steps, without migrations.</param>
/// <param name="Hash">The hash of the plan.</param>
public sealed record DeployPreview(IReadOnlyList<Migration> Pending, IReadOnlyList<PreviewedStep> Steps, string Hash) : OperationResult
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => Steps.Select(s => s.ToJson());

    internal override JsonObject ToJson() => OperationJson.Object(("pending", Pending.Count), ("hash", Hash), ("dryRun", true));
}
