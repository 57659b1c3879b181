using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Postgres.Shadow;

/// <summary>A program that observes shadow databases, of the major version of their server.</summary>
public interface IShadowObserver
{
    /// <summary>Says whether there is one of a major version on this machine.</summary>
    Task<bool> IsThereAsync(int major, CancellationToken cancellationToken);

    /// <summary>Observes a database; null where there is no program of the major version.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="major">The major version of its server.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="ProblemException">The program fails.</exception>
    Task<Observation?> ObserveAsync(string connectionString, int major, CancellationToken cancellationToken);
}
