using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>DROP SCHEMA … CASCADE, DROP OWNED BY, DROP DATABASE: tables without their names.</summary>
internal sealed class DropsSchemas : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words) =>
        new[] { After(words, "DROP", "SCHEMA"), After(words, "DROP", "OWNED", "BY"), After(words, "DROP", "DATABASE") }
            .SelectMany(places => places.ToList())
            .SelectMany(at => Relations(words, at).ToList())
            .Select(whole => Hazards.DropTable.On(whole, $"drops the tables of {whole.Short()} and their rows"));
}
