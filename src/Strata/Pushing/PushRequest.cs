using Strata.Planning;
using Strata.Project.Guards;

namespace Strata.Pushing;

/// <summary>A request to make a database equal to the schema.</summary>
public sealed record PushRequest
{
    /// <summary>Plan, and run nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Leave out what loses data.</summary>
    public bool OnlySafe { get; init; }

    /// <summary>Decisions between rename and drop.</summary>
    public RenameAnswers Renames { get; init; } = RenameAnswers.None;

    /// <summary>Hazards that are accepted.</summary>
    public HazardAcknowledgement Acknowledged { get; init; } = HazardAcknowledgement.None;

    /// <summary>An empty schema may empty the database.</summary>
    public bool AllowEmptySchema { get; init; }
}
