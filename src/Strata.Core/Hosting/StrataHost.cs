namespace Strata.Core.Hosting;

/// <summary>The surroundings of an operation: what a host gives instead of the process' own environment, clock and terminal.</summary>
public sealed record StrataHost
{
    /// <summary>Resolve references of the configuration, and find programs and the user's folders.</summary>
    public EnvironmentVariables Variables { get; init; } = EnvironmentVariables.OfProcess();

    /// <summary>Measures and waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Answers questions that only a person can answer.</summary>
    public IDecisions Decisions { get; init; } = NoDecisions.Instance;

    /// <summary>Receives events as they happen, on the thread where they happen.</summary>
    public IProgress<StrataEvent> Progress { get; init; } = NoProgress.Instance;
}
