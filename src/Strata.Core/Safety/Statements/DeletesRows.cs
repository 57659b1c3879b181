using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>DELETE, alone or in a WITH.</summary>
internal sealed class DeletesRows : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        After(words, "DELETE", "FROM")
            .SelectMany(at => Relations(words, at).Take(1).ToList())
            .Select(table => Hazards.DeleteRows.On(table, $"deletes rows of {table.Short()}"));
}
