using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core;
using Strata.Core.Diffing;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Sources;
using Strata.Core.Sql;
using Strata.Sqlite.Running;

namespace Strata.Sqlite;

/// <inheritdoc />
public sealed class SqliteDialect : IDialect
{
    public string Name => "sqlite";

    public KindSet Kinds => SqliteKinds.All;

    public SqlSyntax Syntax => SqliteSyntax.Instance;

    public Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) => Task.FromResult(Catalog.Empty);

    public Plan Plan(Catalog before, Catalog after) => new Planner(Kinds).Plan(new Differ(Kinds).Diff(before, after), before, after);

    public IEnumerable<string> SessionSettings(Plan plan) => [];

    public IEnumerable<string> ScriptHeaders(Plan plan) => [];

    public bool IsMissingObject(DbException error) => error is SqliteException { SqliteErrorCode: 1 };

    public (string Message, string? Code, int? Position) Describe(DbException error) => (error.Message, null, null);
}
