using System.Data.Common;
using System.Globalization;
using Npgsql;
using Strata.Core.Diagnosis;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Data;
using Strata.Postgres.Kinds.Extensions;
using Strata.Postgres.Shadow;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Diagnosis;

/// <summary>Looks a PostgreSQL database over.</summary>
public sealed class PostgresDoctor : IDoctor
{
    private const int OldestVersion = 120000;
    private const int OldestMaintained = 14;
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(5);

    // Half of the way to the point where the server takes no more transactions:
    // https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND
    private const int OldTransactions = 1_000_000_000;

    private static readonly string s_sql = PostgresSql.Load("Diagnosis/facts.sql");

    /// <inheritdoc />
    public async Task<IReadOnlyList<Symptom>> ExamineAsync(
        DbConnection connection,
        Core.Model.Catalog wanted,
        Func<DateTimeOffset> now,
        CancellationToken cancellationToken
    )
    {
        var open = (NpgsqlConnection)connection;
        List<Symptom> found = [];
        var batch = OwnSql.Batch(open, s_sql);
        await using (batch.ConfigureAwait(false))
        {
            var asked = now();
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var answered = now();
                found.AddRange(Server(reader, open.ProcessID));
                found.Add(Clock(reader.GetFieldValue<DateTimeOffset>(4), asked, answered));
                found.AddRange(Privileges(reader));
                found.AddRange(Work(reader));
            }
        }
        found.AddRange(await ExtensionsAsync(open, wanted, cancellationToken).ConfigureAwait(false));
        return found;
    }

    /// <summary>The programs that shadow databases and backups need.</summary>
    public static async Task<IReadOnlyList<Symptom>> ExamineMachineAsync(
        EnvironmentVariables variables,
        CancellationToken cancellationToken
    ) =>
        [
            await LookAsync(
                    "postgres",
                    "a schema can then be read only where a server may make temporary databases",
                    async () =>
                        await PostgresBinaries.FindAsync(null, variables, cancellationToken).ConfigureAwait(false) is var b
                            ? $"{b.Version} in {b.Directory}, for shadow databases"
                            : ""
                )
                .ConfigureAwait(false),
            await LookAsync(
                    "pg_dump",
                    "there are then no backups",
                    async () =>
                        await ClientPrograms.FindAsync(0, variables, cancellationToken).ConfigureAwait(false) is var c
                            ? $"{c.Version} in {c.Directory}"
                            : ""
                )
                .ConfigureAwait(false),
        ];

    private static async Task<Symptom> LookAsync(string subject, string why, Func<Task<string>> find)
    {
        try
        {
            return new(Health.Good, subject, await find().ConfigureAwait(false));
        }
        catch (ProblemException e)
        {
            return new(Health.Doubtful, subject, $"{e.Problem.What}: {why}", e.Problem.Next);
        }
    }

    private static Symptom Version(int version, string name) =>
        version < OldestVersion
            ? new(Health.Bad, "server", $"PostgreSQL {name}: the oldest that works is {OldestVersion / 10000}", "update the server")
        : version is >= 140000 and < 140004
            ? new(Health.Doubtful, "server", $"PostgreSQL {name} can build corrupt indexes with CONCURRENTLY", "update it to 14.4 or later")
        : version / 10000 < OldestMaintained
            ? new(
                Health.Doubtful,
                "server",
                $"PostgreSQL {name} gets no corrections any more",
                "update the server: https://www.postgresql.org/support/versioning/"
            )
        : new(Health.Good, "server", $"PostgreSQL {name}");

    private static IEnumerable<Symptom> Server(NpgsqlDataReader r, int process)
    {
        yield return Version(r.GetInt32(0), r.GetString(1));
        yield return r.GetBoolean(2)
            ? new(
                Health.Bad,
                "replication",
                "a replica, which takes no writes",
                "point the URL at the primary, or add: target_session_attrs=primary"
            )
            : new(Health.Good, "replication", "primary");
        if (r.GetBoolean(3))
            yield return new(
                Health.Bad,
                "transactions",
                "they are read-only by default here",
                "ALTER DATABASE … SET default_transaction_read_only = off, or use another role"
            );
        if (r.GetInt32(12) != process)
            yield return new(
                Health.Doubtful,
                "pooler",
                "the connection goes through a pooler: what cannot run in a transaction is refused, and there is no backup",
                "give the environment the server's own address"
            );
        yield return r.GetBoolean(11)
            ? new(Health.Good, "encryption", "on")
            : new(Health.Good, "encryption", "off: the connection does not leave this machine, or the URL says so");
    }

    private static Symptom Clock(DateTimeOffset server, DateTimeOffset asked, DateTimeOffset answered)
    {
        // Somewhere between the two it looked at its own.
        var apart =
            server < asked ? asked - server
            : server > answered ? server - answered
            : TimeSpan.Zero;
        var text = string.Create(CultureInfo.InvariantCulture, $"{apart.TotalSeconds:0.0} s apart from this machine's");
        return apart > s_apart
            ? new(Health.Doubtful, "clock", text, "times in the history are the server's: set both by NTP")
            : new(Health.Good, "clock", text);
    }

    private static IEnumerable<Symptom> Privileges(NpgsqlDataReader r)
    {
        var user = r.GetString(5);
        List<string> missing = [];
        if (!r.GetBoolean(6))
            missing.Add($"GRANT CREATE ON DATABASE … TO {PostgresSql.Q(user)}");
        if (!r.GetBoolean(7))
            missing.Add($"GRANT CREATE ON SCHEMA public TO {PostgresSql.Q(user)}");
        if (!r.GetBoolean(9))
            missing.Add($"run as the owner of the schema strata, or GRANT its role to {PostgresSql.Q(user)}");
        yield return missing.Count == 0
            ? new(Health.Good, "privileges", $"{user} may create schemas and tables{(r.GetBoolean(10) ? " (superuser)" : "")}")
            : new(Health.Doubtful, "privileges", $"{user} may look, and not migrate", string.Join("; ", missing));
        if (r.GetBoolean(8))
            yield return new(
                Health.Doubtful,
                "schema public",
                "every login may create functions in it, which others then run",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
            );
    }

    private static IEnumerable<Symptom> Work(NpgsqlDataReader r)
    {
        yield return r.GetInt64(13) == 0
            ? new(Health.Good, "transactions", "none is longer than five minutes")
            : new(
                Health.Doubtful,
                "transactions",
                $"open for more than five minutes: {r.GetString(14)}",
                "end them before a migration that needs their tables: SELECT pg_terminate_backend(process)"
            );
        if (r.GetInt64(15) > 0)
            yield return new(
                Health.Doubtful,
                "prepared",
                $"{r.GetInt64(15)} prepared transactions hold their locks",
                "SELECT gid FROM pg_prepared_xacts; then COMMIT PREPARED or ROLLBACK PREPARED"
            );
        if (r.GetInt32(16) > OldTransactions)
            yield return new(
                Health.Doubtful,
                "vacuum",
                $"the oldest transaction is {r.GetInt32(16):N0} back, of two thousand million",
                "VACUUM; and see why autovacuum does not keep up"
            );
        if (!r.IsDBNull(17))
            yield return new(
                Health.Doubtful,
                "indexes",
                $"not valid: {r.GetString(17)}",
                $"DROP INDEX CONCURRENTLY and build them again; where a migration left them: {Call.Strata("repair")}"
            );
        var (used, most) = (r.GetInt64(18), r.GetInt32(19));
        yield return used * 10 > most * 9L
            ? new(Health.Doubtful, "connections", $"{used} of {most} are in use", "raise max_connections, or find who keeps them")
            : new(Health.Good, "connections", $"{used} of {most} are in use");
    }

    /// <summary>The extensions that the server has, and whether this login has them or may create them.</summary>
    private const string MayBeCreated = """
        SELECT a.name::text, a.installed_version IS NOT NULL
          OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
          OR NOT coalesce((pg_catalog.to_jsonb(v) ->> 'superuser')::boolean, true)
          OR (coalesce((pg_catalog.to_jsonb(v) ->> 'trusted')::boolean, false)
            AND pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'))
        FROM pg_catalog.pg_available_extensions a
        LEFT JOIN pg_catalog.pg_available_extension_versions v ON v.name = a.name AND v.version = a.default_version
        WHERE a.name = ANY ($1)
        """;

    private static async Task<IReadOnlyList<Symptom>> ExtensionsAsync(
        NpgsqlConnection connection,
        Core.Model.Catalog wanted,
        CancellationToken cancellationToken
    )
    {
        var names = wanted.Objects.Values.OfType<Extension>().Select(e => e.Id.Name).Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
            return [];
        Dictionary<string, bool> there = new(StringComparer.Ordinal);
        var batch = OwnSql.Batch(connection, MayBeCreated, new NpgsqlParameter<string[]> { TypedValue = names });
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    there[reader.GetString(0)] = reader.GetBoolean(1);
        }
        return
        [
            .. names.Select(n =>
                there.TryGetValue(n, out var may) && may ? new Symptom(Health.Good, "extension", $"{n} can be created")
                : there.ContainsKey(n)
                    ? new Symptom(
                        Health.Bad,
                        "extension",
                        $"{n} cannot be created by this login: it needs a superuser",
                        $"have one run CREATE EXTENSION {n} in the database first, or use a login that may"
                    )
                : new Symptom(
                    Health.Bad,
                    "extension",
                    $"{n} is not installed on the server",
                    $"install it there (Debian, Ubuntu: apt-get install postgresql-contrib, or the extension's own package), "
                        + $"or take it out of the schema"
                )
            ),
        ];
    }
}
