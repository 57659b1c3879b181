using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Guards;

namespace Strata.Migrating;

/// <summary>A request to run pending migrations.</summary>
public sealed record MigrateRequest
{
    /// <summary>The last migration to run; null for all.</summary>
    public MigrationReference? To { get; init; }

    /// <summary>The treatment of migrations that are out of order; null for the project's setting.</summary>
    public OutOfOrder? OutOfOrder { get; init; }

    /// <summary>Hazards that are acknowledged.</summary>
    public HazardAcknowledgement Acknowledged { get; init; } = HazardAcknowledgement.None;

    /// <summary>The longest wait for another run to end; null for five minutes.</summary>
    public TimeSpan? LockWait { get; init; }
}
