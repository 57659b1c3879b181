using Npgsql;
using Strata.Core.Transfer;
using Strata.Postgres.Connections;
using Strata.Postgres.Data;

namespace Strata.Postgres.Transfer;

/// <summary>Rows go from server to server as COPY prints them, which runs no rule and gives identity columns the values they had.</summary>
public sealed class PostgresTransferTools : ITransferTools
{
    /// <inheritdoc/>
    public async Task<ITransfer> OpenAsync(string source, string target, bool writes, CancellationToken cancellationToken)
    {
        const string Look = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; " + PostgresSums.Settings;
        const string Begin = "BEGIN; " + PostgresSums.Settings + "; SET LOCAL xmloption = content; SET LOCAL lock_timeout = '30s'";
        var from = await DataSession.OpenAsync(source, readsOnly: true, cancellationToken).ConfigureAwait(false);
        NpgsqlConnection? to = null;
        try
        {
            to = await DataSession.OpenAsync(target, readsOnly: !writes, cancellationToken).ConfigureAwait(false);
            await DataSession.ExecuteAsync(from, Look, cancellationToken).ConfigureAwait(false);
            await DataSession.ExecuteAsync(to, writes ? Begin : Look, cancellationToken).ConfigureAwait(false);
            return new PostgresTransfer(from, to);
        }
        catch (Exception e)
        {
            await from.DisposeAsync().ConfigureAwait(false);
            if (to is not null)
                await to.DisposeAsync().ConfigureAwait(false);
            if (e is NpgsqlException refused)
                throw PostgresErrors.From(refused, null);
            throw;
        }
    }
}
