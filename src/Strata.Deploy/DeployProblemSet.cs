using Strata.Core.Problems;
using Strata.Deploy.Deploying;
using Strata.Deploy.Pipelines;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;

namespace Strata.Deploy;

/// <summary>The problems of this library.</summary>
internal static class DeployProblemSet
{
    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [.. DeployProblems.All, .. PipelineProblems.All, .. RecordingProblems.All, .. ServiceProblems.All];
}
