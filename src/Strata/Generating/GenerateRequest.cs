using Strata.Planning;
using Strata.Project.Guards;

namespace Strata.Generating;

/// <summary>The outcome that a generate request asks for.</summary>
public enum GenerateMode
{
    /// <summary>Write the migration that is missing.</summary>
    Write,

    /// <summary>Write nothing, and tell whether a migration is missing.</summary>
    Check,

    /// <summary>Write an empty migration, for statements by hand.</summary>
    Custom,
}

/// <summary>A request for the next migration.</summary>
public sealed record GenerateRequest
{
    /// <summary>The outcome that is asked for.</summary>
    public GenerateMode Mode { get; init; }

    /// <summary>The migration's name; null for two words by chance.</summary>
    public string? Name { get; init; }

    /// <summary>Decisions between rename and drop.</summary>
    public RenameAnswers Renames { get; init; } = RenameAnswers.None;

    /// <summary>A hazard that is not acknowledged stops it.</summary>
    public bool Strict { get; init; }

    /// <summary>Hazards that are acknowledged, which the file's head says.</summary>
    public HazardAcknowledgement Acknowledged { get; init; } = HazardAcknowledgement.None;

    /// <summary>The time for which dropped data is retained; zero for none, null for the project's setting.</summary>
    public TimeSpan? Retention { get; init; }
}
