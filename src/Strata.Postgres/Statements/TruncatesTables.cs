using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>TRUNCATE: https://www.postgresql.org/docs/current/sql-truncate.html</summary>
internal sealed class TruncatesTables : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        After(words, "TRUNCATE")
            .Where(at => !Is(words, at, "ON") && words.Text(at) != "," && words.Text(at - 2) != "," && !Is(words, at - 2, "GRANT"))
            .ToList()
            .SelectMany(at => Relations(words, Is(words, at, "TABLE") ? at + 1 : at).ToList())
            .Select(table => Hazards.DeleteRows.On(table, $"deletes all rows of {table.Short()}"));
}
