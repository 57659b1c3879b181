using Strata.Core.Dialect;
using Strata.Core.Record;
using Strata.Operations;

namespace Strata;

/// <summary>The terms on which <see cref="Migrator"/> runs migrations. They stand for an environment of strata.json.</summary>
public sealed record MigratorOptions
{
    /// <summary>The environment that the database belongs to. A database that is stamped with another is refused.</summary>
    public required string Environment { get; init; }

    /// <summary>The environment's policy. On a protected one every hazard of a migration has to be acknowledged.</summary>
    public EnvironmentPolicy Policy { get; init; } = EnvironmentPolicy.Protected;

    /// <summary>Acknowledged hazards: <c>CODE:object</c>, or <c>CODE</c> for all of that code.</summary>
    public IReadOnlyList<string> Acknowledged { get; init; } = [];

    /// <summary>The treatment of migrations that are out of order.</summary>
    public OutOfOrder OutOfOrder { get; init; } = OutOfOrder.Error;

    /// <summary>
    /// The treatment of changes by hand. A program that starts is not stopped by an index that somebody made in its database.
    /// </summary>
    public DriftTreatment Drift { get; init; } = DriftTreatment.Warn;

    /// <summary>The longest wait for another run to end; null for five minutes.</summary>
    public TimeSpan? LockWait { get; init; }

    /// <summary>The last migration to run; null for all.</summary>
    public MigrationReference? To { get; init; }

    /// <summary>Objects of the database that are somebody else's.</summary>
    public IReadOnlyList<IgnoreRule> Ignore { get; init; } = [];

    /// <summary>The commit that is recorded with the run; null for none.</summary>
    public string? Commit { get; init; }
}
