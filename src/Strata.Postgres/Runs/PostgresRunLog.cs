using Npgsql;
using Strata.Core.Record;
using Strata.Postgres.Execution;

namespace Strata.Postgres.Runs;

/// <summary>The table <c>strata.run</c>.</summary>
/// <param name="connectionString">Npgsql's key-value form.</param>
public sealed class PostgresRunLog(string connectionString) : IRunLog
{
    public async Task<IReadOnlyList<CommandRun>> ReadAsync(string? command, int most, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connectionString) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await new RunTable((NpgsqlConnection)target.Connection, target.IsPooled)
            .ReadAsync(command, most, cancellationToken)
            .ConfigureAwait(false);
    }

    public async Task SaveAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connectionString);
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var table = new RunTable((NpgsqlConnection)target.Connection, target.IsPooled);
        await table.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await table.WriteAsync(run, isLease: false, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IRunClaim?> ClaimAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var claim = new PostgresRunClaim(connectionString, run);
        var held = false;
        try
        {
            return (held = await claim.TakeAsync(cancellationToken).ConfigureAwait(false)) ? claim : null;
        }
        finally
        {
            if (!held)
                await claim.DisposeAsync().ConfigureAwait(false);
        }
    }
}
