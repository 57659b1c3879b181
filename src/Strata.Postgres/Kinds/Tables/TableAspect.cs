using Strata.Core.Model;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>An aspect of a table that can be changed while the table stays.</summary>
internal enum TableAspect
{
    FormerParents,
    FormerType,
    Persistence,
    AccessMethod,
    Tablespace,
    Options,
    Parents,
    RowSecurity,
    ForcedRowSecurity,
    ReplicaIdentity,
    Type,
}

/// <summary>The changes of a table's aspects: https://www.postgresql.org/docs/current/sql-altertable.html</summary>
internal static class TableAspects
{
    /// <summary>The aspects in which two tables differ, in the order of their changes.</summary>
    public static IEnumerable<TableAspect> Between(Table before, Table after)
    {
        if (before.Inherits.Except(after.Inherits).Any())
            yield return TableAspect.FormerParents;
        if (before.OfType is not null && before.OfType != after.OfType)
            yield return TableAspect.FormerType;
        if (before.Unlogged != after.Unlogged)
            yield return TableAspect.Persistence;
        if (before.AccessMethod != after.AccessMethod)
            yield return TableAspect.AccessMethod;
        if (before.Tablespace != after.Tablespace)
            yield return TableAspect.Tablespace;
        if (before.Options != after.Options)
            yield return TableAspect.Options;
        if (after.Inherits != [.. before.Inherits.Intersect(after.Inherits)])
            yield return TableAspect.Parents;
        if (before.RowSecurity != after.RowSecurity)
            yield return TableAspect.RowSecurity;
        if (before.ForceRowSecurity != after.ForceRowSecurity)
            yield return TableAspect.ForcedRowSecurity;
        if (before.ReplicaIdentity != after.ReplicaIdentity)
            yield return TableAspect.ReplicaIdentity;
        if (after.OfType is not null && before.OfType != after.OfType)
            yield return TableAspect.Type;
    }

    public static Table Apply(Table table, Table to, TableAspect aspect) =>
        aspect switch
        {
            TableAspect.FormerType => table with { OfType = null },
            TableAspect.Type => table with { OfType = to.OfType },
            TableAspect.Persistence => table with { Unlogged = to.Unlogged },
            TableAspect.AccessMethod => table with { AccessMethod = to.AccessMethod },
            TableAspect.Tablespace => table with { Tablespace = to.Tablespace },
            TableAspect.Options => table with { Options = to.Options },
            TableAspect.FormerParents => table with { Inherits = [.. table.Inherits.Intersect(to.Inherits)] },
            TableAspect.Parents => table with { Inherits = to.Inherits },
            TableAspect.RowSecurity => table with { RowSecurity = to.RowSecurity },
            TableAspect.ForcedRowSecurity => table with { ForceRowSecurity = to.ForceRowSecurity },
            _ => table with { ReplicaIdentity = to.ReplicaIdentity },
        };

    public static IEnumerable<Step> Steps(Table from, Table to, TableAspect aspect) =>
        aspect == TableAspect.Options
            ? StorageOptions.Changes($"TABLE {Q(to.Id)}", from.Options, to.Options, to.OptionsGiven).Select(s => Locked(s, to))
            : Actions(from, to, aspect).Select(a => Locked(new Step($"ALTER TABLE {Q(to.Id)} {a}"), to, Joined(from, to, aspect)));

    /// <summary>Parents that the table gets or leaves.</summary>
    private static IEnumerable<ObjectId> Joined(Table from, Table to, TableAspect aspect) =>
        aspect switch
        {
            TableAspect.FormerParents => Inheritance.Parents(from.Inherits.Except(to.Inherits)),
            TableAspect.Parents => Inheritance.Parents(to.Inherits.Except(from.Inherits)),
            _ => [],
        };

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
            TableAspect.FormerType => ["NOT OF"],
            TableAspect.Type => [$"OF {to.OfType}"],
            TableAspect.Persistence => [$"SET {(to.Unlogged ? "UNLOGGED" : "LOGGED")}"],
            TableAspect.AccessMethod => [$"SET ACCESS METHOD {Q(to.AccessMethod ?? "heap")}"],
            TableAspect.Tablespace => [$"SET TABLESPACE {Q(to.Tablespace ?? "pg_default")}"],
            TableAspect.FormerParents => from.Inherits.Except(to.Inherits).Select(p => $"NO INHERIT {p}"),
            TableAspect.Parents => to.Inherits.Except(from.Inherits).Select(p => $"INHERIT {p}"),
            TableAspect.RowSecurity => [$"{(to.RowSecurity ? "ENABLE" : "DISABLE")} ROW LEVEL SECURITY"],
            TableAspect.ForcedRowSecurity => [$"{(to.ForceRowSecurity ? "FORCE" : "NO FORCE")} ROW LEVEL SECURITY"],
            _ => [$"REPLICA IDENTITY {ReplicaIdentity(to)}"],
        };

    private static Step Locked(Step step, Table table, params IEnumerable<ObjectId> parents) =>
        step with
        {
            Locks = [new(table.Id, LockMode.AccessExclusive), .. parents.Select(p => new RelationLock(p, LockMode.ShareUpdateExclusive))],
        };
}
