using Microsoft.Data.Sqlite;
using Strata.Core.Transfer;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Data;

namespace Strata.Sqlite.Transfer;

/// <summary>
/// The source's file is attached, and only read: https://www.sqlite.org/lang_attach.html. Triggers are off for this one connection, so
/// that nothing of the schema is touched: https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfigenabletrigger
/// </summary>
public sealed class SqliteTransferTools : ITransferTools
{
    private const int EnableTrigger = 1003;

    /// <inheritdoc/>
    public async Task<ITransfer> OpenAsync(string source, string target, bool writes, CancellationToken cancellationToken)
    {
        var mode = writes ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
        var open = await SqliteDataTools.OpenAsync(target, mode, cancellationToken).ConfigureAwait(false);
        try
        {
            await open.ExecuteAsync("PRAGMA foreign_keys = ON", null, cancellationToken).ConfigureAwait(false);
            await open.ExecuteAsync(
                    $"ATTACH DATABASE $1 AS {SqliteTransfer.Source}",
                    null,
                    cancellationToken,
                    Path.GetFullPath(new SqliteConnectionStringBuilder(source).DataSource)
                )
                .ConfigureAwait(false);
            if (SQLitePCL.raw.sqlite3_db_config(open.Handle, EnableTrigger, 0, out var state) != SQLitePCL.raw.SQLITE_OK || state != 0)
                throw new NotSupportedException("This SQLite library cannot turn triggers off.");
            // BEGIN IMMEDIATE would lock the source for writing too: https://www.sqlite.org/lang_transaction.html
            await open.ExecuteAsync("BEGIN", null, cancellationToken).ConfigureAwait(false);
            if (writes)
            {
                var version = await open.NumberAsync("PRAGMA main.user_version", cancellationToken).ConfigureAwait(false);
                await open.ExecuteAsync($"PRAGMA main.user_version = {version}", null, cancellationToken).ConfigureAwait(false);
            }
            return new SqliteTransfer(open);
        }
        catch
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
