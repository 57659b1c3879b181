using Strata.Core.Model;
using Strata.Core.Sql;
using Strata.Postgres.Syntax;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>
/// Classic inheritance, where rows of one table are rows of others too: https://www.postgresql.org/docs/current/ddl-inherit.html
/// </summary>
internal static class Inheritance
{
    /// <summary>Parents as they are written in SQL, by their addresses.</summary>
    public static IEnumerable<ObjectId> Parents(IEnumerable<string> written) =>
        written.Select(p => new ObjectId("table", [.. new SqlTokens(p, PostgresSyntax.Instance).TakePath()]));

    public static bool Concerns(Table table, Catalog catalog) =>
        table.Inherits.Count > 0 || catalog.Objects.Values.OfType<Table>().Any(t => t.Inherits.Contains(Q(table.Id)));
}
