using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>MERGE: https://www.postgresql.org/docs/current/sql-merge.html</summary>
internal sealed class MergesRows : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words)
    {
        var (deletes, updates) = (After(words, "THEN", "DELETE").Any(), After(words, "THEN", "UPDATE").Any());
        foreach (var table in After(words, "MERGE", "INTO").ToList().SelectMany(at => Relations(words, at).Take(1).ToList()))
        {
            if (deletes)
                yield return Hazards.DeleteRows.On(table, $"deletes rows of {table.Short()}");
            if (updates)
                yield return Hazards.UpdateRows.On(table, $"gives rows of {table.Short()} other values");
        }
    }
}
