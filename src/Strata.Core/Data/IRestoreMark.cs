using Strata.Core.Problems;

namespace Strata.Core.Data;

/// <summary>
/// The mark of a restore in the database that it fills. It is set before the first byte and removed after the stamp, so that the database
/// itself tells what an interruption has left.
/// </summary>
public interface IRestoreMark
{
    /// <summary>The seal of the backup whose restore has not come to its end; null for none.</summary>
    Task<string?> ReadAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Sets the mark, in place of an earlier one.</summary>
    /// <exception cref="ProblemException">The database refused it: exit 7.</exception>
    Task SetAsync(string connection, string backup, CancellationToken cancellationToken);

    /// <summary>Removes the mark.</summary>
    /// <exception cref="ProblemException">The database refused it: exit 7.</exception>
    Task RemoveAsync(string connection, CancellationToken cancellationToken);
}
