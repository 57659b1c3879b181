using Strata.Core.Model;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>An aspect of a table that can be changed while the table stays.</summary>
internal enum TableAspect
{
    Persistence,
    AccessMethod,
    Tablespace,
    Options,
    Parents,
    RowSecurity,
    ForcedRowSecurity,
    ReplicaIdentity,
}

/// <summary>The changes of a table's aspects: https://www.postgresql.org/docs/current/sql-altertable.html</summary>
internal static class TableAspects
{
    /// <summary>The aspects in which two tables differ, in the order of their changes.</summary>
    public static IEnumerable<TableAspect> Between(Table before, Table after)
    {
        if (before.Unlogged != after.Unlogged)
            yield return TableAspect.Persistence;
        if (before.AccessMethod != after.AccessMethod)
            yield return TableAspect.AccessMethod;
        if (before.Tablespace != after.Tablespace)
            yield return TableAspect.Tablespace;
        if (before.Options != after.Options)
            yield return TableAspect.Options;
        if (before.Inherits != after.Inherits)
            yield return TableAspect.Parents;
        if (before.RowSecurity != after.RowSecurity)
            yield return TableAspect.RowSecurity;
        if (before.ForceRowSecurity != after.ForceRowSecurity)
            yield return TableAspect.ForcedRowSecurity;
        if (before.ReplicaIdentity != after.ReplicaIdentity)
            yield return TableAspect.ReplicaIdentity;
    }

    public static Table Apply(Table table, Table to, TableAspect aspect) =>
        aspect switch
        {
            TableAspect.Persistence => table with { Unlogged = to.Unlogged },
            TableAspect.AccessMethod => table with { AccessMethod = to.AccessMethod },
            TableAspect.Tablespace => table with { Tablespace = to.Tablespace },
            TableAspect.Options => table with { Options = to.Options },
            TableAspect.Parents => table with { Inherits = to.Inherits },
            TableAspect.RowSecurity => table with { RowSecurity = to.RowSecurity },
            TableAspect.ForcedRowSecurity => table with { ForceRowSecurity = to.ForceRowSecurity },
            _ => table with { ReplicaIdentity = to.ReplicaIdentity },
        };

    public static IEnumerable<Step> Steps(Table from, Table to, TableAspect aspect) =>
        aspect == TableAspect.Options
            ? StorageOptions.Changes($"TABLE {Q(to.Id)}", from.Options, to.Options, to.OptionsGiven).Select(s => Locked(s, to))
            : Actions(from, to, aspect).Select(a => Locked(new Step($"ALTER TABLE {Q(to.Id)} {a}"), to));

    public static string ReplicaIdentity(Table table) =>
        table.ReplicaIdentity switch
        {
            "f" => "FULL",
            "n" => "NOTHING",
            _ => "DEFAULT",
        };

    private static IEnumerable<string> Actions(Table from, Table to, TableAspect aspect) =>
        aspect switch
        {
            TableAspect.Persistence => [$"SET {(to.Unlogged ? "UNLOGGED" : "LOGGED")}"],
            TableAspect.AccessMethod => [$"SET ACCESS METHOD {Q(to.AccessMethod ?? "heap")}"],
            TableAspect.Tablespace => [$"SET TABLESPACE {Q(to.Tablespace ?? "pg_default")}"],
            TableAspect.Parents =>
            [
                .. from.Inherits.Except(to.Inherits).Select(p => $"NO INHERIT {p}"),
                .. to.Inherits.Except(from.Inherits).Select(p => $"INHERIT {p}"),
            ],
            TableAspect.RowSecurity => [$"{(to.RowSecurity ? "ENABLE" : "DISABLE")} ROW LEVEL SECURITY"],
            TableAspect.ForcedRowSecurity => [$"{(to.ForceRowSecurity ? "FORCE" : "NO FORCE")} ROW LEVEL SECURITY"],
            _ => [$"REPLICA IDENTITY {ReplicaIdentity(to)}"],
        };

    private static Step Locked(Step step, Table table) => step with { Locks = [new(table.Id, LockMode.AccessExclusive)] };
}
