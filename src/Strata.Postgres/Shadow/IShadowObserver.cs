using Strata.Core.Model;

namespace Strata.Postgres.Shadow;

/// <summary>A program that observes shadow databases, of the major version of their server.</summary>
public interface IShadowObserver
{
    /// <summary>Says why databases of a major version are not observed; null where they are.</summary>
    Task<string?> WhyNotAsync(int major, CancellationToken cancellationToken);

    /// <summary>Observes a database; null where there is no program of the major version, or it failed, now or before.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="major">The major version of its server.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    Task<Observation?> ObserveAsync(string connectionString, int major, CancellationToken cancellationToken);
}
