using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Shadow;

/// <summary>
/// Temporary databases beside the local environment's. One is dropped without waiting for it: the server flushes everything it holds before
/// it removes a database, which
/// takes longer than all the rest. What a command that was killed left behind, a later one drops.
/// </summary>
/// <param name="url">The local environment's database.</param>
/// <param name="variables">Complete the URL.</param>
/// <param name="observer">Observes the databases; null for none.</param>
internal sealed partial class LocalServer(string url, EnvironmentVariables variables, IShadowObserver? observer) : IAsyncDisposable
{
    private const string Prefix = "strata_shadow_";

    // Seconds. Younger ones may belong to a command that has not connected to it yet.
    private const int Abandoned = 600;

    // The command to drop must have left before the process ends; the server then finishes it alone:
    // https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL (off by default).
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(30);

    private readonly List<Task> _drops = [];

    /// <summary>
    /// The server answers and its user may create databases: what decides how a new database there reads. Else null, which is no error: the
    /// next place is tried.
    /// </summary>
    public async Task<LocalFacts?> LookAsync()
    {
        const string Facts = """
            select (select rolcreatedb or rolsuper from pg_catalog.pg_roles where rolname = current_user),
              pg_catalog.md5(pg_catalog.concat_ws('|', pg_catalog.version(), current_user,
                (select pg_catalog.concat_ws(' ', d.encoding, d.datcollate, d.datctype)
                  from pg_catalog.pg_database d where d.datname = 'template0'),
                (select pg_catalog.string_agg(s.name || '=' || s.setting, ',' order by s.name)
                  from pg_catalog.pg_settings s where s.source not in ('default', 'client', 'session')),
                (select pg_catalog.string_agg(e.name || ' ' || e.default_version, ',' order by e.name)
                  from pg_catalog.pg_available_extensions e))),
              (select rolsuper from pg_catalog.pg_roles where rolname = current_user),
              pg_catalog.current_setting('server_version'),
              array(select e.name || ' ' || e.default_version from pg_catalog.pg_available_extensions e),
              array(select rolname::text from pg_catalog.pg_roles where rolname !~ '^pg_' order by rolname)
            """;
        try
        {
            var connection = await PostgresShadows.OpenAsync(Maintenance, CancellationToken.None).ConfigureAwait(false);
            await using var connectionScope = connection.ConfigureAwait(false);
            var batch = OwnSql.Batch(connection, Facts);
            await using var batchScope = batch.ConfigureAwait(false);
            var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
            await using var readerScope = reader.ConfigureAwait(false);
            await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            return reader.GetBoolean(0)
                ? new(
                    reader.GetString(1),
                    reader.GetBoolean(2),
                    reader.GetString(3),
                    reader.GetFieldValue<string[]>(4),
                    reader.GetFieldValue<string[]>(5)
                )
                : null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or ProblemException)
        {
            return null;
        }
    }

    /// <summary>An empty database.</summary>
    public async Task<IShadow> CreateAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}"
        );
        var settings = PostgresUrl.Parse(url, variables);
        settings.Database = name;
        var root = await PostgresShadows.OpenAsync(Maintenance, cancellationToken).ConfigureAwait(false);
        try
        {
            await SweepAsync(root, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(root, $"create database {name} template template0", cancellationToken).ConfigureAwait(false);
            return new Shadow(
                await PostgresShadows.OpenAsync(settings.ConnectionString, cancellationToken).ConfigureAwait(false),
                settings.ConnectionString,
                observer,
                () =>
                {
                    _drops.Add(DropAsync(root, name));
                    return ValueTask.CompletedTask;
                }
            );
        }
        catch
        {
            await root.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until what is dropped is gone.</summary>
    public Task DroppedAsync() => Task.WhenAll(_drops);

    public async ValueTask DisposeAsync()
    {
        if (_drops.Count > 0)
            await Task.WhenAny(Task.WhenAll(_drops), Task.Delay(s_grace)).ConfigureAwait(false);
    }

    /// <summary>The database that is always there, for CREATE and DROP DATABASE.</summary>
    private string Maintenance
    {
        get
        {
            var settings = PostgresUrl.Parse(url, variables);
            settings.Database = "postgres";
            settings.Timeout = 3;
            return settings.ConnectionString;
        }
    }

    private static async Task DropAsync(NpgsqlConnection root, string name)
    {
        await using (root.ConfigureAwait(false))
            await TryDropAsync(root, name, root.PostgreSqlVersion.Major >= 13 ? " with (force)" : "", CancellationToken.None)
                .ConfigureAwait(false);
    }

    private static async Task TryDropAsync(NpgsqlConnection root, string name, string how, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(root, $"drop database if exists {name}{how}", cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // Another command drops it at this moment, or it stays for a later one: nothing that was asked for hangs on it.
        }
    }

    /// <summary>Drops what commands left behind that did not come to their end.</summary>
    private static async Task SweepAsync(NpgsqlConnection root, CancellationToken cancellationToken)
    {
        const string Unused = $"""
            select d.datname::text from pg_catalog.pg_database d
            where d.datname like '{Prefix}%' and pg_catalog.pg_has_role(d.datdba, 'USAGE')
              and not exists (select from pg_catalog.pg_stat_activity a where a.datname = d.datname)
            """;
        List<string> old = [];
        var batch = OwnSql.Batch(root, Unused);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var readerScope = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (
                    OurName().Match(reader.GetString(0)) is { Success: true } m
                    && DateTimeOffset.UtcNow.ToUnixTimeSeconds()
                        - long.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                        > Abandoned
                )
                    old.Add(m.Value);
            }
        }
        foreach (var name in old)
            await TryDropAsync(root, name, "", cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var commandScope = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    [GeneratedRegex("^" + Prefix + "([0-9a-f]{8})_[0-9a-f]{8}$")]
    private static partial Regex OurName();
}

/// <summary>The properties of a new database on a server.</summary>
/// <param name="Identity">Changes whenever that does.</param>
/// <param name="IsSuperuser">Nothing is forbidden to the login.</param>
/// <param name="Version">As the server says it: <c>15.18 (Debian 15.18-1)</c>.</param>
/// <param name="Extensions">Those that can be created: name and version.</param>
/// <param name="Roles">Those that statements may name.</param>
internal sealed record LocalFacts(
    string Identity,
    bool IsSuperuser,
    string Version,
    IReadOnlyList<string> Extensions,
    IReadOnlyList<string> Roles
)
{
    /// <summary>The major version, of 10 and later.</summary>
    public int Major => int.Parse(Version.AsSpan(0, Version.AsSpan().IndexOfAnyExceptInRange('0', '9')), CultureInfo.InvariantCulture);

    /// <summary>
    /// A server of our own can stand for this one: the same version, the same extensions, and nothing that the login may not do.
    /// </summary>
    public bool IsLike(PostgresBinaries binaries) =>
        IsSuperuser && Version.Split(' ')[0] == binaries.Version && binaries.Extensions() is { } own && Extensions.All(own.Contains);
}
