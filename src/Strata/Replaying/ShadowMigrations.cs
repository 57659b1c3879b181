using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Replaying;

/// <summary>Runs migrations in a shadow database.</summary>
internal static class ShadowMigrations
{
    /// <summary>Runs them, as <see cref="MigrationRunner.MigrateAsync"/>.</summary>
    /// <exception cref="ProblemException">A migration fails.</exception>
    /// <exception cref="OperationCanceledException">Interrupted: the account of a shadow database is not that of the environment's
    /// own.</exception>
    public static async Task RunAsync(
        IMigrationTarget shadow,
        MigrationFolder folder,
        RunOptions options,
        TimeProvider time,
        Action<RunEvent> report,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await new MigrationRunner(shadow, options, time, report).MigrateAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }
}
