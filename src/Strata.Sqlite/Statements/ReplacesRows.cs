using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Sqlite.Statements;

/// <summary>REPLACE and INSERT OR REPLACE delete the rows in their way: https://sqlite.org/lang_replace.html</summary>
internal sealed class ReplacesRows : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        After(words, "REPLACE", "INTO")
            .ToList()
            .SelectMany(at => Relations(words, at).Take(1).ToList())
            .Select(table => Hazards.DeleteRows.On(table, $"deletes the rows of {table.Short()} that it replaces"));
}
