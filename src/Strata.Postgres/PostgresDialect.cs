using System.Data.Common;
using Npgsql;
using Strata.Core;
using Strata.Core.Model;
using Strata.Core.Sources;
using Strata.Postgres.Catalog;
using Strata.Postgres.Kinds.Functions;

namespace Strata.Postgres;

/// <inheritdoc />
public sealed class PostgresDialect : IDialect
{
    // Npgsql would look for semicolons itself, and cut a BEGIN ATOMIC body at the first: https://www.npgsql.org/doc/basic-usage.html
    static PostgresDialect() => AppContext.SetSwitch("Npgsql.EnableSqlRewriting", false);

    public string Name => "postgresql";

    public KindSet Kinds => PostgresKinds.All;

    public DbConnection CreateConnection(string url) => new NpgsqlConnection(PostgresUrl.Parse(url).ConnectionString);

    public Task<Core.Model.Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) => new CatalogReader(Kinds).ReadAsync((NpgsqlConnection)connection, cancellationToken);

    /// <summary>Bodies of functions may name what comes later: https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES</summary>
    public IEnumerable<string> SessionSettings(Plan plan) =>
        plan.Steps.Any(s => s.Cause is Create { After: Function } or Alter { After: Function }) ? ["SET check_function_bodies = off"] : [];
}
