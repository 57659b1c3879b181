using Strata.Core.Dialect;
using Strata.Sqlite.Kinds.Triggers;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>The values of a column, copied with the key of each row.</summary>
internal static class ColumnCopy
{
    public static RetentionMethod Of(Column removed, RetentionContext context)
    {
        var (before, after) = ((Table)context.Before.Find(removed.Table)!, (Table)context.After.Find(removed.Table)!);
        if (before.PrimaryKey is not { } key)
            return new RetentionMethod { Refusal = $"{before.Id} has no primary key that would tell its rows apart" };
        var (old, wanted) = (Definitions.ColumnsOf(before.Id, context.Before), Definitions.ColumnsOf(after.Id, context.After));
        if (
            key.Columns.FirstOrDefault(k =>
                !wanted.Any(w => w.Id.Name == k && w.DataType == old.FirstOrDefault(o => o.Id.Name == k)?.DataType)
            ) is
            { } changed
        )
            return new RetentionMethod { Refusal = $"{before.Id}.{changed}, by which its rows would be found again, goes or changes too" };
        var (name, keys) = (Q(removed.Id), key.Columns.Select(Q).ToList());
        var render = new RenderContext(context.After, context.After);
        return new RetentionMethod
        {
            Description = $"as {context.QuarantineName}, by its key ({string.Join(", ", keys)})",
            Caveat = $"a row that was added later, or got another key, has {(removed.Default is null ? "no value" : "its default")}",
            Retain =
            [
                new($"CREATE TABLE {Q(context.QuarantineName)} AS SELECT {string.Join(", ", keys)}, {name} FROM {Q(before.Id)}"),
                new($"CREATE INDEX {Q(context.QuarantineName + "_key")} ON {Q(context.QuarantineName)} ({string.Join(", ", keys)})"),
            ],
            Recreated = [removed with { NotNull = false, OnNull = null }],
            Restore =
            [
                // Nobody is to take this for a change: they are made again by the rest of the plan.
                .. TriggersOf(after, context).SelectMany(t => new TriggerKind().Drop(t, render)),
                new(
                    $"UPDATE {Q(before.Id)} SET {name} = k.{name} FROM {Q(context.QuarantineName)} AS k "
                        + $"WHERE {string.Join(" AND ", keys.Select(k => $"k.{k} IS {Q(before.Id)}.{k}"))}"
                ),
            ],
        };
    }

    private static IEnumerable<Trigger> TriggersOf(Table table, RetentionContext context) =>
        context.After.DependentsOf(table.Id).Select(context.After.Find).OfType<Trigger>().Where(t => t.On == table.Id).OrderBy(t => t.Id);
}
