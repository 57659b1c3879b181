using Npgsql;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Data;

/// <summary>
/// Makes an empty database with what another one has beside its contents: encoding, locale, owner, settings and rights, none of which
/// pg_dump knows of.
/// </summary>
internal sealed class LikeDatabase(NpgsqlConnection session, string like)
{
    private const string Facts =
        "SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate::text, d.datctype::text, "
        + "pg_catalog.pg_get_userbyid(d.datdba)::text, {0}, d.datconnlimit FROM pg_catalog.pg_database d WHERE "
        + "d.datname = $1";

    private const string Settings = """
        SELECT pg_catalog.split_part(c, '=', 1), pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1),
          pg_catalog.pg_get_userbyid(nullif(s.setrole, 0))::text
        FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase, pg_catalog.unnest(s.setconfig) c
        WHERE d.datname = $1
        """;

    private const string Rights = """
        SELECT pg_catalog.format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, $2,
          CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) a WHERE d.datname = $1 AND a.grantee <> d.datdba
        """;

    public async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        var major = session.PostgreSqlVersion.Major;
        // ICU came with 15, and its locale was called otherwise from 17 on:
        // https://www.postgresql.org/docs/current/catalog-pg-database.html
        var locale = major switch
        {
            >= 17 => "CASE WHEN d.datlocprovider <> 'c' THEN d.datlocprovider::text || d.datlocale END",
            >= 15 => "CASE WHEN d.datlocprovider <> 'c' THEN d.datlocprovider::text || d.daticulocale END",
            _ => "NULL::text",
        };
        var facts = (
            await QueryAsync(Facts.Replace("{0}", locale, StringComparison.Ordinal), 6, cancellationToken, like).ConfigureAwait(false)
        )[0];
        var provider =
            facts[4] is not [var kind, .. var named] ? ""
            : kind == 'i' ? $" LOCALE_PROVIDER icu ICU_LOCALE {PostgresSql.Lit(named)}"
            : $" LOCALE_PROVIDER builtin BUILTIN_LOCALE {PostgresSql.Lit(named)}";
        await ExecuteAsync(
                $"CREATE DATABASE {PostgresSql.Q(name)} TEMPLATE template0 OWNER {PostgresSql.Q(facts[3]!)} "
                    + $"ENCODING {PostgresSql.Lit(facts[0]!)} LC_COLLATE {PostgresSql.Lit(facts[1]!)} "
                    + $"LC_CTYPE {PostgresSql.Lit(facts[2]!)}{provider} CONNECTION LIMIT {facts[5]}",
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var setting in await QueryAsync(Settings, 3, cancellationToken, like).ConfigureAwait(false))
            await SetAsync(name, setting[0]!, setting[1]!, setting[2], cancellationToken).ConfigureAwait(false);
        await GrantAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Taken from the session: a list such as search_path, written as one text, would be one name.</summary>
    private async Task SetAsync(string database, string name, string value, string? role, CancellationToken cancellationToken)
    {
        var transaction = await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        await QueryAsync("SELECT pg_catalog.set_config($1, $2, true)", 1, cancellationToken, name, value).ConfigureAwait(false);
        var whose = role is null
            ? $"DATABASE {PostgresSql.Q(database)}"
            : $"ROLE {PostgresSql.Q(role)} IN DATABASE {PostgresSql.Q(database)}";
        await ExecuteAsync($"ALTER {whose} SET {string.Join('.', name.Split('.').Select(PostgresSql.Q))} FROM CURRENT", cancellationToken)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task GrantAsync(string name, CancellationToken cancellationToken)
    {
        if (
            (
                await QueryAsync(
                        "SELECT (datacl IS NOT NULL)::text FROM pg_catalog.pg_database WHERE datname = $1",
                        1,
                        cancellationToken,
                        like
                    )
                    .ConfigureAwait(false)
            )[0][0] != "true"
        )
            return;
        await ExecuteAsync($"REVOKE ALL ON DATABASE {PostgresSql.Q(name)} FROM PUBLIC", cancellationToken).ConfigureAwait(false);
        foreach (var grant in await QueryAsync(Rights, 1, cancellationToken, like, name).ConfigureAwait(false))
            await ExecuteAsync(grant[0]!, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<string?[]>> QueryAsync(string sql, int columns, CancellationToken cancellationToken, params string[] values)
    {
        var command = new NpgsqlCommand(sql, session);
        await using var commandScope = command.ConfigureAwait(false);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        List<string?[]> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add([
                .. Enumerable
                    .Range(0, columns)
                    .Select(i =>
                        reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)
                    ),
            ]);
        return rows;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, session);
        await using var commandScope = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
