using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Passes;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.Kinds.Extensions;
using Strata.Postgres.Kinds.Tables;
using Strata.Postgres.Lints;
using Strata.Postgres.Observing;
using Strata.Postgres.Passes;
using Strata.Postgres.Retention;
using Strata.Postgres.Statements;
using Strata.Postgres.Syntax;

namespace Strata.Postgres;

/// <inheritdoc />
public sealed class PostgresDialect : IDialect
{
    public string Name => "postgresql";

    public KindSet Kinds => PostgresKinds.All;

    public SqlSyntax Syntax => PostgresSyntax.Instance;

    public StatementReader Statements => PostgresStatementRules.Reader;

    public IQuarantine Quarantine => PostgresQuarantine.Instance;

    public Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new PostgresCatalogReader(Kinds).ReadAsync((NpgsqlConnection)connection, cancellationToken);

    public ImmutableArray<IPlanPass> Passes { get; } =
    [
        new ImpliedObjects(),
        new ColumnOrder(),
        new Fold(),
        new Tighten(),
        new Sort(),
        new Online(),
        new Render(),
        new SpreadLocks(),
        new Group(),
        new DeferBodyChecks(),
        new Lint(LintList.All),
    ];

    public ImmutableArray<LintRule> Lints => LintList.All;

    public string Observer => DumpObserver.Program;

    public DeferredChecks CodeChecks => DeferBodyChecks.OfSession;

    public Plan Plan(Catalog before, Catalog after) => Planner.Plan(this, before, after);

    public Catalog Align(Catalog catalog, Catalog like) =>
        ServersExtensions.Align(NotNullConstraint.Align(InheritedColumns.Align(catalog, like), like), like);

    public Catalog Unpin(Catalog catalog, IEnumerable<SqlStatement> statements) => ServersExtensions.Unpin(catalog, statements);

    public Catalog Unpin(Catalog catalog, Catalog source) => ServersExtensions.Unpin(catalog, source);

    public Plan Standalone(Plan plan) => DeferBodyChecks.Standalone(plan);

    /// <summary>
    /// undefined_table, undefined_function, undefined_object, undefined_column, invalid_schema_name, invalid_foreign_key.
    /// </summary>
    public bool IsMissingObject(DbException error) =>
        (error as PostgresException)?.SqlState is "42P01" or "42883" or "42704" or "42703" or "3F000" or "42830";

    public (string Message, string? Code, int? Position) Describe(DbException error) =>
        error is PostgresException e ? (e.MessageText, e.SqlState, e.Position > 0 ? e.Position - 1 : null) : (error.Message, null, null);
}
