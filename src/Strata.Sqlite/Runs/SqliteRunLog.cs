using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Execution;
using Strata.Sqlite.Record;

namespace Strata.Sqlite.Runs;

/// <summary>The table <c>__strata_run</c>.</summary>
/// <param name="connectionString">Microsoft.Data.Sqlite's form.</param>
public sealed class SqliteRunLog(string connectionString) : IRunLog
{
    private const string Now = SqliteRecordTables.Now;

    private const string Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '__strata_run'";

    private const string Create = """
        CREATE TABLE IF NOT EXISTS __strata_run (id TEXT PRIMARY KEY NOT NULL, command TEXT NOT NULL, by_whom TEXT NOT NULL,
          host TEXT NOT NULL, tool TEXT NOT NULL, git_commit TEXT, plan TEXT, started_at TEXT NOT NULL, heartbeat_at TEXT NOT NULL,
          finished_at TEXT, exit INTEGER, detail TEXT NOT NULL) STRICT
        """;

    private const string Select = """
        SELECT id, command, by_whom, host, tool, git_commit, plan, started_at, heartbeat_at, finished_at, exit, detail
        FROM __strata_run WHERE $1 IS NULL OR command = $1 ORDER BY started_at DESC, rowid DESC LIMIT $2
        """;

    private const string Upsert = $"""
        INSERT INTO __strata_run AS r (id, command, by_whom, host, tool, git_commit, plan, exit, detail, started_at, heartbeat_at,
          finished_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, {Now}), {Now},
          CASE WHEN $8 IS NULL THEN NULL ELSE coalesce($11, {Now}) END)
        ON CONFLICT (id) DO UPDATE SET plan = excluded.plan, exit = excluded.exit, detail = excluded.detail,
          heartbeat_at = excluded.heartbeat_at, finished_at = excluded.finished_at WHERE r.finished_at IS NULL
        RETURNING 1
        """;

    /// <summary>Another process has the file open: EAGAIN of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] s_shared = [11, 35, unchecked((int)0x80070020)];

    private static readonly FileStreamOptions s_exclusive = new()
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
    };

    private readonly SqliteConnectionStringBuilder _settings = new(connectionString) { Pooling = false };

    public async Task<IReadOnlyList<CommandRun>> ReadAsync(string? command, int most, CancellationToken cancellationToken)
    {
        var target = new SqliteTarget(connectionString);
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = (SqliteConnection)target.Connection;
        return await connection.NumberAsync(Exists, cancellationToken).ConfigureAwait(false) == 0
            ? []
            : await connection.QueryAsync(Select, Row, cancellationToken, command, most).ConfigureAwait(false);
    }

    public async Task SaveAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var target = new SqliteTarget(connectionString) { MakesFile = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = (SqliteConnection)target.Connection;
        await connection.ExecuteAsync("PRAGMA busy_timeout = 10000", null, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(Create, null, cancellationToken).ConfigureAwait(false);
        var written = await connection
            .NumberAsync(
                Upsert,
                cancellationToken,
                run.Id.ToString(),
                run.Command,
                run.By.By,
                run.By.Host,
                run.By.Tool,
                run.By.Commit,
                run.Plan,
                run.Exit,
                run.Detail,
                Text(run.Started),
                Text(run.Finished)
            )
            .ConfigureAwait(false);
        if (written == 0)
            throw new StatementException(FailureKind.Superseded, null, "STRATA", "this run is recorded as finished already");
    }

    private static string? Text(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <remarks>The file stays when the claim ends: one that is removed while another process waits for it would be two.</remarks>
    public async Task<IRunClaim?> ClaimAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var file = $"{_settings.DataSource}-strata-{run.Command}.lock";
        FileStream? held = null;
        try
        {
            held = new FileStream(file, s_exclusive);
            await SaveAsync(run, cancellationToken).ConfigureAwait(false);
            var claim = new Claim(this, held);
            held = null;
            return claim;
        }
        catch (IOException e) when (held is null && s_shared.Contains(e.HResult))
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unwritable(file, e);
        }
        finally
        {
            if (held is not null)
                await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ProblemException Unwritable(string file, UnauthorizedAccessException e) =>
        SqliteProblems.Unwritable.Error(
            file,
            "the file that keeps other runs out cannot be written",
            "nothing was run",
            "give this user write access to it and to its directory",
            e
        );

    private sealed class Claim(SqliteRunLog log, FileStream held) : IRunClaim
    {
        public Task SaveAsync(CommandRun run, CancellationToken cancellationToken) => log.SaveAsync(run, cancellationToken);

        public ValueTask DisposeAsync() => held.DisposeAsync();
    }

    private static CommandRun Row(SqliteDataReader r) =>
        new(
            Guid.Parse(r.GetString(0)),
            r.GetString(1),
            new RunInfo(r.GetString(2), r.GetString(3), r.GetString(4), r.IsDBNull(5) ? null : r.GetString(5))
        )
        {
            Plan = r.IsDBNull(6) ? null : r.GetString(6),
            Started = r.GetDateTimeOffset(7),
            Heartbeat = r.GetDateTimeOffset(8),
            Finished = r.IsDBNull(9) ? null : r.GetDateTimeOffset(9),
            Exit = r.IsDBNull(10) ? null : r.GetInt32(10),
            Detail = r.GetString(11),
        };
}
