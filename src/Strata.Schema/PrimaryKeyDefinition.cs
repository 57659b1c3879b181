namespace Strata.Schema;

/// <summary>
/// The primary key of a table (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS,
/// https://www.sqlite.org/lang_createtable.html#the_primary_key).
/// </summary>
public sealed class PrimaryKeyDefinition : KeyDefinition<PrimaryKeyDefinition>
{
    internal PrimaryKeyDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(columns, source) { }
}
