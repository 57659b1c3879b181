using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Passes;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;
using Strata.Sqlite.CatalogReading;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.Lints;
using Strata.Sqlite.Passes;
using Strata.Sqlite.Retention;
using Strata.Sqlite.SqlWriting;
using Strata.Sqlite.Statements;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite;

/// <inheritdoc />
public sealed class SqliteDialect : IDialect
{
    public string Name => "sqlite";

    public KindSet Kinds => SqliteKinds.All;

    public SqlSyntax Syntax => SqliteSyntax.Instance;

    public StatementReader Statements => SqliteStatementRules.Reader;

    public IQuarantine Quarantine => SqliteQuarantine.Instance;

    public bool IsTransient(string name) => name.StartsWith(RebuildWriter.CopyPrefix, StringComparison.OrdinalIgnoreCase);

    public Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new SqliteCatalogReader((SqliteConnection)connection).ReadAsync(cancellationToken);

    public Catalog Align(Catalog catalog, Catalog like) => NameAlignment.Align(catalog, like);

    public ImmutableArray<IPlanPass> Passes { get; } =
    [
        new RebuildTable(),
        new ColumnOrder(),
        new Fold(),
        new Tighten(),
        new Sort(),
        new Online(),
        new Render(),
        new Group(),
        new SuspendForeignKeys(),
        new Lint(LintList.All),
    ];

    public ImmutableArray<LintRule> Lints => LintList.All;

    public Plan Plan(Catalog before, Catalog after) => Planner.Plan(this, before, after);

    public Plan Join(ImmutableArray<Step> first, Plan then) => SuspendForeignKeys.Join(first, then);

    /// <summary>CREATE VIEW looks at nothing that its SELECT names: https://www.sqlite.org/lang_createview.html</summary>
    public async Task<(string Name, string Message)?> FindBrokenAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var open = (SqliteConnection)connection;
        foreach (
            var view in await open.QueryAsync(
                    "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name",
                    r => r.GetString(0),
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            try
            {
                await open.ExecuteAsync($"SELECT 1 FROM {SqliteConnections.Quote(view)} LIMIT 0", null, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (StatementException e)
            {
                return (view, e.Message);
            }
        }
        return null;
    }

    /// <summary>
    /// With its transaction written out. The switch for foreign keys does nothing inside of a transaction, and BEGIN fails inside of one: a
    /// script that stops at its
    /// first error never drops a table with the keys enforced. https://www.sqlite.org/pragma.html#pragma_foreign_keys
    /// </summary>
    public Plan Standalone(Plan plan)
    {
        var steps = plan.Steps.ToList();
        if (steps.Count < 2)
            return plan;
        var switches = steps[0].Sql == ForeignKeySwitch.Off.Sql ? 1 : 0;
        return plan with
        {
            Batches =
            [
                new Batch(
                    TransactionMode.Shared,
                    [.. steps[..switches], new("BEGIN IMMEDIATE"), .. steps[switches..^switches], new("COMMIT"), .. steps[^switches..]]
                ),
            ],
        };
    }

    public bool IsMissingObject(DbException error) =>
        error is SqliteException { SqliteErrorCode: 1 } && error.Message.Contains("no such ", StringComparison.Ordinal);

    public (string Message, string? Code, int? Position) Describe(DbException error) =>
        error is SqliteException e ? (SqliteErrors.Message(e), $"SQLITE_{e.SqliteExtendedErrorCode}", null) : (error.Message, null, null);
}
