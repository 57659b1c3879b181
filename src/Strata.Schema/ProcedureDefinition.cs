namespace Strata.Schema;

/// <summary>A procedure (https://www.postgresql.org/docs/current/sql-createprocedure.html). PostgreSQL only.</summary>
public sealed class ProcedureDefinition : RoutineDefinition<ProcedureDefinition>
{
    internal ProcedureDefinition(string name, string? schema, SourceLine source)
        : base(name, schema, source) { }
}
