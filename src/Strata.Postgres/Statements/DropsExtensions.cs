using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>DROP EXTENSION: https://www.postgresql.org/docs/current/sql-dropextension.html</summary>
internal sealed class DropsExtensions : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        After(words, "DROP", "EXTENSION")
            .ToList()
            .SelectMany(at => Relations(words, at).ToList())
            .Select(e => Hazards.DropExtension.On(e, $"drops extension {e.Short()} and its members"));
}
