using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core.Dialect;
using Strata.Core.Diffing;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sql;
using Strata.Sqlite.CatalogReading;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Passes;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite;

/// <inheritdoc />
public sealed class SqliteDialect : IDialect
{
    /// <summary>Foreign keys are not looked at until the end of the transaction: the executor counts what refers to nothing then.</summary>
    internal static readonly Step KeysOff = new("PRAGMA foreign_keys = OFF");
    private static readonly Step s_keysOn = new("PRAGMA foreign_keys = ON");

    public string Name => "sqlite";

    public KindSet Kinds => SqliteKinds.All;

    public SqlSyntax Syntax => SqliteSyntax.Instance;

    public IHolding Holding => SqliteHolding.Instance;

    public Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new CatalogReader((SqliteConnection)connection).ReadAsync(cancellationToken);

    public Catalog Align(Catalog catalog, Catalog like) => Spelling.Align(catalog, like);

    public Plan Plan(Catalog before, Catalog after)
    {
        after = Align(after, before);
        var changes = RebuildTable.Apply(new Differ(Kinds).Diff(before, after), before, after);
        var plan = new Planner(Kinds).Plan(changes, before, after);
        return RebuildTable.NeedsForeignKeysOff(changes, before) ? plan with { Batches = Around(plan.Batches, KeysOff, s_keysOn) } : plan;
    }

    /// <summary>
    /// The switch for foreign keys stands around the whole: it does nothing inside of a transaction, and rows come back in any order.
    /// </summary>
    public Plan Join(ImmutableArray<Step> first, Plan then)
    {
        if (first.IsEmpty)
            return then;
        List<Step> all = [.. first, .. then.Steps];
        ImmutableArray<Batch> one = [new Batch(TransactionMode.Shared, [.. all.Where(s => s != KeysOff && s != s_keysOn)])];
        return then with { Batches = all.Contains(KeysOff) ? Around(one, KeysOff, s_keysOn) : one };
    }

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
        var switches = steps[0].Sql == KeysOff.Sql ? 1 : 0;
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

    /// <summary>None: each rebuild carries its own.</summary>
    public bool IsMissingObject(DbException error) =>
        error is SqliteException { SqliteErrorCode: 1 } && error.Message.Contains("no such ", StringComparison.Ordinal);

    public (string Message, string? Code, int? Position) Describe(DbException error) =>
        error is SqliteException e ? (SqliteErrors.Message(e), $"SQLITE_{e.SqliteExtendedErrorCode}", null) : (error.Message, null, null);

    private static ImmutableArray<Batch> Around(ImmutableArray<Batch> batches, Step first, Step last) =>
        [new Batch(TransactionMode.Shared, [first, .. batches.SelectMany(b => b.Steps), last])];
}
