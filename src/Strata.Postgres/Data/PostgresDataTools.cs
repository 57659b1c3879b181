using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Npgsql;
using Strata.Core.Data;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Postgres.Execution;
using Strata.Postgres.Shadow;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.Data.DataSession;

namespace Strata.Postgres.Data;

/// <summary>A PostgreSQL database as a whole, by pg_dump's directory format. Counts and files are of one snapshot.</summary>
/// <param name="variables">Say where the programs of PostgreSQL are, and go to them.</param>
public sealed class PostgresDataTools(EnvironmentVariables variables) : IDataTools
{
    private const string Unchanged = "nothing was changed";

    public string ChecksumMethod => PostgresSums.Method;

    public IRestoreMark Mark { get; } = new PostgresRestoreMark();

    public async Task<DumpContents> DumpAsync(string connection, string folder, DataOptions options, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        var session = await OpenDirectAsync(target, cancellationToken).ConfigureAwait(false);
        var major = session.PostgreSqlVersion.Major;
        var programs = await ClientPrograms.FindAsync(major, variables, cancellationToken).ConfigureAwait(false);
        try
        {
            var snapshot = await BeginAsync(session, cancellationToken).ConfigureAwait(false);
            var state = await HasRecordAsync(session, cancellationToken).ConfigureAwait(false)
                ? await target.ReadAsync(cancellationToken).ConfigureAwait(false)
                : TargetState.Empty;
            var roles = await NamesAsync(session, PostgresSql.Load("Data/roles.sql"), cancellationToken).ConfigureAwait(false);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var dumping = FilesAsync(session, connection, programs, folder, snapshot, options, either);
            var sums = PostgresSums.ReadAsync(session, _ => { }, either.Token);
            await TogetherAsync(dumping, sums, either).ConfigureAwait(false);
            var version = (string)
                (
                    await ScalarAsync(session, "SELECT pg_catalog.current_setting('server_version')", cancellationToken)
                        .ConfigureAwait(false)
                )!;
            return new DumpContents(state, await sums.ConfigureAwait(false))
            {
                Database = target.Name,
                ServerVersion = version,
                ServerMajor = major,
                Tool = $"pg_dump {programs.Version}",
                Roles = roles,
            };
        }
        catch (Exception e) when (e is NpgsqlException or StatementException)
        {
            throw Failed(target.Name, e.Message, e);
        }
    }

    private async Task FilesAsync(
        NpgsqlConnection session,
        string connection,
        ClientPrograms programs,
        string folder,
        string snapshot,
        DataOptions options,
        CancellationTokenSource either
    )
    {
        string[] arguments =
        [
            "--format=directory",
            $"--file={folder}",
            $"--jobs={options.Jobs.ToString(CultureInfo.InvariantCulture)}",
            $"--snapshot={snapshot}",
            "--no-password",
            "--verbose",
        ];
        var complaint = await new ClientRun(Reached(session, connection), programs.Major, variables)
            .RunAsync(programs.Dump, arguments, l => Tell(l, "dumping contents of table", options.Progress), either.Token)
            .ConfigureAwait(false);
        if (complaint is not null)
            throw Failed(session.Database, complaint, null);
    }

    /// <summary>The first that fails ends the other, and is the one that is told.</summary>
    private static async Task TogetherAsync(Task first, Task second, CancellationTokenSource either)
    {
        var ended = await Task.WhenAny(first, second).ConfigureAwait(false);
        if (ended.IsFaulted)
            await either.CancelAsync().ConfigureAwait(false);
        var other = ended == first ? second : first;
        await other.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.ConfigureAwait(false);
        await other.ConfigureAwait(false);
    }

    public async Task<ImmutableArray<string>> ContentsAsync(string connection, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await NamesAsync((NpgsqlConnection)target.Connection, PostgresSql.Load("Data/contents.sql"), cancellationToken)
            .ConfigureAwait(false);
    }

    public async Task RequireRestorableAsync(string connection, int serverMajor, int toolMajor, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        var session = await OpenDirectAsync(target, cancellationToken).ConfigureAwait(false);
        var major = session.PostgreSqlVersion.Major;
        if (major < serverMajor)
            throw DataToolProblems.OlderServer.Error(
                target.Name,
                $"the backup is of PostgreSQL {serverMajor}, and this server is {major}: an older server may not read it",
                Unchanged,
                $"restore it on a server of version {serverMajor} or later"
            );
        await ClientPrograms.FindAsync(Math.Max(major, toolMajor), variables, cancellationToken).ConfigureAwait(false);
    }

    public async Task RestoreAsync(string connection, string folder, DataOptions options, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        var session = await OpenDirectAsync(target, cancellationToken).ConfigureAwait(false);
        var programs = await ClientPrograms
            .FindAsync(Math.Max(session.PostgreSqlVersion.Major, options.ToolMajor), variables, cancellationToken)
            .ConfigureAwait(false);
        var complaint = await new ClientRun(Reached(session, connection), programs.Major, variables)
            .RunAsync(
                programs.Restore,
                Arguments(session.Database, folder, options),
                l => Tell(l, "processing data for table", options.Progress),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (complaint is not null)
            throw NotRestored(target.Name, complaint, options);
    }

    /// <summary>The arguments of pg_restore.</summary>
    private static string[] Arguments(string database, string folder, DataOptions options)
    {
        // A name with = in it would be read as a connection string of its own.
        var name = database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        // Who owns and who may is the environment's own; a subscription would begin to pull from somebody else's server.
        return
        [
            "--format=directory",
            $"--dbname=dbname='{name}'",
            "--exit-on-error",
            "--no-owner",
            "--no-subscriptions",
            "--no-tablespaces",
            "--no-password",
            "--verbose",
            .. (string[])(options.WithRights ? [] : ["--no-privileges"]),
            IsWhole(options) ? "--single-transaction" : $"--jobs={options.Jobs.ToString(CultureInfo.InvariantCulture)}",
            folder,
        ];
    }

    /// <summary>The backup is restored in one transaction.</summary>
    private static bool IsWhole(DataOptions options) => options.Jobs == 1 && !options.IsScratch;

    private static ProblemException NotRestored(string database, string complaint, DataOptions options) =>
        IsWhole(options) || options.IsScratch
            ? DataToolProblems.NotRestored.Error(
                database,
                $"the backup could not be restored: {complaint}",
                options.IsScratch
                    ? "what was restored was beside it and is dropped: the database is as before"
                    : "all was one transaction: the database is empty as before",
                "remove the cause, then run the same command again"
            )
            : DataToolProblems.PartlyRestored.Error(
                database,
                $"the backup could not be restored: {complaint}",
                "a part of it is in the database",
                "drop that database, create it again, and restore with one job"
            );

    /// <summary>The files of pg_dump are no database.</summary>
    public string? DatabaseIn(string folder) => null;

    public async Task<IReadOnlyList<string>> MissingRolesAsync(
        string connection,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    )
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. roles.Except(
                await NamesAsync((NpgsqlConnection)target.Connection, "SELECT rolname::text FROM pg_catalog.pg_roles", cancellationToken)
                    .ConfigureAwait(false)
            ),
        ];
    }

    public async Task<ImmutableArray<TableSum>> MeasureAsync(
        string connection,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = (NpgsqlConnection)target.Connection;
            await ExecuteAsync(session, $"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; {PostgresSums.Settings}", cancellationToken)
                .ConfigureAwait(false);
            return await PostgresSums.ReadAsync(session, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw DataToolProblems.Uncounted.Error(
                target.Name,
                $"the rows could not be counted: {e.Message}",
                "nothing was changed by counting",
                "use a login that may read every table",
                e
            );
        }
    }

    public async Task<IShadow?> ScratchAsync(string connection, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var server = new LocalServer(connection, variables, observer: null);
        return await server.LookAsync().ConfigureAwait(false) is null
            ? null
            : new Scratch(await server.CreateAsync(cancellationToken).ConfigureAwait(false), server);
    }

    /// <summary>On a server that is not ours nothing is left for somebody else to drop.</summary>
    private sealed class Scratch(IShadow inner, LocalServer server) : IShadow
    {
        public DbConnection Connection => inner.Connection;

        public string ConnectionString => inner.ConnectionString;

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            await server.DroppedAsync().ConfigureAwait(false);
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<string> BeginAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await ExecuteAsync(session, $"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; {PostgresSums.Settings}", cancellationToken)
            .ConfigureAwait(false);
        return (string)(await ScalarAsync(session, "SELECT pg_catalog.pg_export_snapshot()", cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Asked first: a query that fails would end the transaction.</summary>
    private static async Task<bool> HasRecordAsync(NpgsqlConnection session, CancellationToken cancellationToken) =>
        (bool)
            (
                await ScalarAsync(
                        session,
                        "SELECT pg_catalog.to_regclass('strata.lock') IS NOT NULL AND pg_catalog.to_regclass('strata.history') IS NOT NULL",
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )!;

    private static void Tell(string line, string mark, Action<string> progress)
    {
        if (line.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
            progress(line[(at + mark.Length)..].Trim(' ', '"'));
    }

    private static ProblemException Failed(string where, string what, Exception? cause) =>
        DataToolProblems.BackupFailed.Error(
            where,
            $"the backup failed: {what.TrimEnd('.')}",
            "there is no backup; the database is as it was",
            "remove the cause, then run the same command again",
            cause
        );
}
