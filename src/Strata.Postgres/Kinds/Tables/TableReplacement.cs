using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>The move of a table's rows into the table that replaces it.</summary>
/// <param name="From">The table that made way.</param>
/// <param name="To">The one that has its name.</param>
/// <param name="Old">The state before.</param>
/// <param name="New">The state wanted.</param>
internal sealed record RowTransfer(Table From, Table To, Catalog Old, Catalog New) : Alter(From, To)
{
    internal override AlterEffect Effect => field ??= TableReplacement.EffectOf(this);

    public override DbObject Apply(DbObject before) => To;
}

/// <summary>
/// A table that becomes a partitioned one, or another kind of one, or a plain one again. The server has no statement for it
/// (https://www.postgresql.org/docs/current/ddl-partitioning.html), so the old table gives up its name, the new one is made, and takes the
/// rows; all in one transaction. Whatever is on the table is made after that, but what decides where rows go.
/// </summary>
internal static class TableReplacement
{
    /// <summary>The table is one that a replaced table makes way for, or that replaces one.</summary>
    public static bool Replaces(Table table, RenderContext context) =>
        context.Created.Contains(table.Id) && context.Before.Find(table.Id) is Table && context.After.Find(table.Id) is Table;

    /// <summary>The table goes after its rows were moved: the first of those it hangs on that stays is one that is replaced.</summary>
    public static bool IsMoved(Table table, RenderContext context) =>
        PartitionTree.Above(table.Id, context.Before).FirstOrDefault(a => context.After.Find(a) is not null) is { } stays
        && context.Before.Find(stays) is Table above
        && Replaces(above, context);

    /// <summary>The reason why the rows cannot be moved; null where they can.</summary>
    public static string? Refusal(Table from, Table to, Catalog before, Catalog after)
    {
        if (Inheritance.Concerns(from, before) || Inheritance.Concerns(to, after))
            return "it takes part in inheritance";
        foreach (var column in Columns(to, after))
            if (before.Find(column.Id) is Column old)
            {
                if (
                    old.DataType != column.DataType
                    || TypesOf(old, before).Any(t => after.Find(t) is not { } type || !type.Equals(before.Find(t)))
                )
                    return $"the type of {column.Id} changes with it; change that in a migration of its own";
                if (old.Identity is null != column.Identity is null || old.Generated is null != column.Generated is null)
                    return $"the numbers or the expression of {column.Id} change with it; change that in a migration of its own";
            }
        return null;
    }

    private static IEnumerable<ObjectId> TypesOf(Column column, Catalog catalog) =>
        catalog.DependsOn(column.Id).Where(d => d != column.Table && d.Type is not ("sequence" or "table column"));

    private static IEnumerable<Column> Columns(Table table, Catalog catalog) =>
        catalog.DependentsOf(table.Id).Select(catalog.Find).OfType<Column>().Where(c => c.Table == table.Id).OrderBy(c => c.Position);

    /// <summary>The rows come once there are columns and partitions for them, and before whatever they were read from goes.</summary>
    public static AlterEffect EffectOf(RowTransfer transfer)
    {
        var (from, to) = (transfer.From, transfer.To);
        var gives = PartitionTree.Gone(from.Id, transfer.Old, transfer.New).Prepend(from).ToList();
        return new()
        {
            Awaits = Columns(to, transfer.New)
                .Select(c => c.Id)
                .Concat(PartitionTree.Bonds(to.Id, transfer.New).Select(b => b.Id))
                .ToHashSet(),
            Reads = gives
                .Skip(1)
                .Select(t => t.Id)
                .Concat(gives.SelectMany(t => Columns(t, transfer.Old)).SelectMany(c => TypesOf(c, transfer.Old)))
                .ToHashSet(),
        };
    }

    /// <summary>The old table gives up its name, and those of its identities' sequences.</summary>
    public static IEnumerable<Step> Displace(Table removed, RenderContext context)
    {
        if (removed.ForceRowSecurity)
            yield return Locked($"ALTER TABLE {Q(removed.Id)} NO FORCE ROW LEVEL SECURITY", removed);
        foreach (var column in Columns(removed, context.Before).Where(c => c.Identity is not null))
            yield return Locked($"ALTER SEQUENCE {Q(column.Identity!.Sequence)} RENAME TO {Q(Displaced(column).Name)}", removed);
        yield return Locked($"ALTER TABLE {Q(removed.Id)} RENAME TO {Q(DisplacedName.Of(removed.Id).Name)}", removed) with
        {
            Hazards =
            [
                Hazards.RebuildTable.On(
                    removed.Id,
                    $"copies {removed.Id} into a new table, which belongs to whoever runs this, while reads and writes wait"
                ),
                .. Columns(removed, context.Before)
                    .Where(c => c.HoldsData && context.After.Find(c.Id) is not Column { HoldsData: true })
                    .Select(c => Hazards.DropColumn.On(c.Id, $"drops {c.Id} and what it holds")),
            ],
        };
    }

    /// <summary>The statements that make a table's row security what it should be: once its rows are there.</summary>
    public static IEnumerable<Step> RowSecurity(Table table)
    {
        if (table.RowSecurity)
            yield return Locked($"ALTER TABLE {Q(table.Id)} ENABLE ROW LEVEL SECURITY", table);
        if (table.ForceRowSecurity)
            yield return Locked($"ALTER TABLE {Q(table.Id)} FORCE ROW LEVEL SECURITY", table);
    }

    /// <summary>The rows and the positions of the identities are moved; what is left of the old table goes.</summary>
    public static IEnumerable<Step> Steps(RowTransfer transfer)
    {
        var (to, displaced) = (transfer.To, DisplacedName.Of(transfer.From.Id));
        var columns = Columns(to, transfer.New).ToList();
        var kept = columns.Where(c => c.Generated is null && transfer.Old.Find(c.Id) is Column).ToList();
        var names = string.Join(", ", kept.Select(c => Q(c.Id.Name)));
        var overriding = kept.Any(c => c.Identity is not null) ? " OVERRIDING SYSTEM VALUE" : "";
        var stop = columns
            .Where(c => c is { NotNull: true, Generated: null, Identity: null } && !kept.Contains(c) && !HasDefault(c, transfer.New))
            .Select(c => Hazards.AddRequiredColumn.On(c.Id, $"fails if {to.Id} holds rows: {c.Id} is NOT NULL and has no default"))
            .ToList();
        foreach (var source in Sources(transfer))
        {
            if (source != displaced && transfer.Old.Find(source) is Table { ForceRowSecurity: true } forced)
                yield return Locked($"ALTER TABLE {Q(source)} NO FORCE ROW LEVEL SECURITY", forced);
            if (to.PartitionKey is not null)
                yield return PartitionFit.Check(to, source);
            yield return Locked(
                names.Length == 0
                    ? $"INSERT INTO {Q(to.Id)} SELECT FROM {Q(source)}"
                    : $"INSERT INTO {Q(to.Id)} ({names}){overriding} SELECT {names} FROM {Q(source)}",
                to
            ) with
            {
                Hazards = [.. stop],
            };
        }
        foreach (var column in kept.Where(c => c.Identity is not null))
            yield return new Step(
                $"SELECT pg_catalog.setval({Lit(Q(column.Identity!.Sequence))}, last_value, is_called) FROM "
                    + Q(Displaced((Column)transfer.Old.Find(column.Id)!))
            );
        yield return Locked($"DROP TABLE {Q(displaced)}", transfer.From, Referenced(transfer));
        foreach (var step in RowSecurity(to))
            yield return step;
    }

    private static bool HasDefault(Column column, Catalog catalog) => catalog.Find(new("default value", column.Id.Names)) is not null;

    /// <summary>The old table, or its partitions that go: one that stays takes its rows along, as with DETACH.</summary>
    private static IEnumerable<ObjectId> Sources(RowTransfer transfer) =>
        transfer.From.PartitionKey is null
            ? [DisplacedName.Of(transfer.From.Id)]
            : PartitionTree.Gone(transfer.From.Id, transfer.Old, transfer.New).Where(t => t.PartitionKey is null).Select(t => t.Id);

    private static ObjectId Displaced(Column column) => DisplacedName.Of(new("sequence", column.Identity!.Sequence));

    private static IEnumerable<ObjectId> Referenced(RowTransfer transfer) =>
        transfer.Old.DependentsOf(transfer.From.Id).Select(transfer.Old.Find).OfType<ForeignKey>().Select(k => k.References);

    private static Step Locked(string sql, Table table, params IEnumerable<ObjectId> others) =>
        new(sql) { Locks = [.. others.Prepend(table.Id).Distinct().Select(t => new RelationLock(t, LockMode.AccessExclusive))] };
}
