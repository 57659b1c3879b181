using Strata.Operations;

namespace Strata.Deploy.Recording;

/// <summary>A step of a deploy has begun.</summary>
/// <param name="Step">Its name.</param>
public sealed record StepStarted(string Step) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("step", ("step", Step), ("state", "running"))];
}

/// <summary>A step's command wrote a line, without secrets and control characters.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Line">The line.</param>
public sealed record StepOutput(string Step, string Line) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [JsonLine.Of("output", ("step", Step), ("text", Line))];
}

/// <summary>A step has ended, however it ended.</summary>
/// <param name="Step">Its record.</param>
public sealed record StepEnded(StepRecord Step) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) => [new("step", DeployDetailJson.Show(Step))];
}

/// <summary>A deploy has ended, however it ended.</summary>
/// <param name="Detail">Its record.</param>
/// <param name="Log">The absolute path of its log.</param>
public sealed record DeployEnded(DeployDetail Detail, string Log) : OperationEvent;
