using System.Data.Common;
using Npgsql;
using Strata.Core;
using Strata.Core.Diffing;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sources;
using Strata.Core.Sql;
using Strata.Postgres.Catalog;
using Strata.Postgres.Kinds.Functions;
using Strata.Postgres.Running;

namespace Strata.Postgres;

/// <inheritdoc />
public sealed class PostgresDialect : IDialect
{
    public string Name => "postgresql";

    public KindSet Kinds => PostgresKinds.All;

    public SqlSyntax Syntax => PostgresSyntax.Instance;

    public Task<Core.Model.Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) => new CatalogReader(Kinds).ReadAsync((NpgsqlConnection)connection, cancellationToken);

    public Plan Plan(Core.Model.Catalog before, Core.Model.Catalog after) => new Planner(Kinds).Plan(new Differ(Kinds).Diff(before, after), before, after);

    /// <summary>Bodies of functions may name what comes later: https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES</summary>
    public IEnumerable<string> SessionSettings(Plan plan) =>
        plan.Steps.Any(s => s.Cause is Create { After: Function } or Alter { After: Function }) ? ["SET check_function_bodies = off"] : [];

    public IEnumerable<string> ScriptHeaders(Plan plan) => [];

    /// <summary>undefined_table, undefined_function, undefined_object, undefined_column, invalid_schema_name, invalid_foreign_key.</summary>
    public bool IsMissingObject(DbException error) =>
        (error as PostgresException)?.SqlState is "42P01" or "42883" or "42704" or "42703" or "3F000" or "42830";

    public (string Message, string? Code, int? Position) Describe(DbException error) =>
        error is PostgresException e ? (e.MessageText, e.SqlState, e.Position > 0 ? e.Position - 1 : null) : (error.Message, null, null);
}
