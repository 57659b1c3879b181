using Strata.Core.Hosting;

namespace Strata.Core.Processes;

/// <summary>The options of a child process.</summary>
public sealed record ChildOptions
{
    /// <summary>Its working directory; null is ours.</summary>
    public string? Directory { get; init; }

    /// <summary>The variables that it may get; null for those of this process.</summary>
    public EnvironmentVariables? Variables { get; init; }

    /// <summary>Decides which of the variables it gets; null gives it all.</summary>
    public Func<string, bool>? Inherits { get; init; }

    /// <summary>Variables to add to its environment, or (null) to remove.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The time between asking it to end and killing it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time to read its last output: a process that it left behind may keep that open for ever.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True when the processes that it has started end with it; else they end only when it is ended.</summary>
    public bool EndsGroup { get; init; }

    /// <summary>A longer line is cut into several.</summary>
    public int LongestLine { get; init; } = int.MaxValue;

    /// <summary>Measures the times above.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
