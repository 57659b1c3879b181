using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>DROP TABLE.</summary>
internal sealed class DropsTables : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        After(words, "DROP", "TABLE")
            .ToList()
            .SelectMany(at => Relations(words, at).ToList())
            .Select(table => Hazards.DropTable.On(table, $"drops table {table.Short()} and its rows"));
}
