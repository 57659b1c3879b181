using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.Kinds.Triggers;
using static Strata.Sqlite.Kinds.Sql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// Rows, or the values of one column, copied aside. Nothing is renamed, so nothing that names the table is rewritten: see
/// <see cref="RebuildWriter"/>.
/// </summary>
internal static class RowCopy
{
    private const string RowidColumn = "__strata_rowid";

    public static Keeping Of(Table gone, KeepContext context)
    {
        var all = Definitions.ColumnsOf(gone.Id, context.Before);
        var columns = all.Where(c => c.Generated is null).Select(c => Q(c.Id)).ToList();
        // Where no column is the number of the row, others may still hold it: a full-text index does.
        var rowid = gone.WithoutRowid || RebuildWriter.RowidAlias(gone, all) is not null ? null : RebuildWriter.Rowid(all);
        List<string> from = [.. columns],
            to = [.. columns];
        if (rowid is not null)
            (from, to) = ([$"{rowid} AS {RowidColumn}", .. columns], [rowid, .. columns]);
        if (from.Count == 0)
            return new Keeping { Refused = "it has nothing that could be copied" };
        return new Keeping
        {
            How = $"as {context.Place}",
            Aside =
            [
                new($"CREATE TABLE {Q(context.Place)} AS SELECT {string.Join(", ", from)} FROM {Q(gone.Id)}"),
                // SQLite drops the last number given out with the table: it waits under the other name.
                .. gone.AutoIncrement
                    ? (Step[])[new($"UPDATE sqlite_sequence SET name = {Lit(context.Place)} WHERE name = {Lit(gone.Id.Name)}")]
                    : [],
            ],
            Remade = [gone, .. all],
            Back =
            [
                ForeignKeySwitch.Off,
                new(
                    $"INSERT OR ROLLBACK INTO {Q(gone.Id)} ({string.Join(", ", to)}) SELECT {string.Join(", ", rowid is null ? columns : [RowidColumn, .. columns])}"
                        + $" FROM {Q(context.Place)}"
                ),
                .. gone.AutoIncrement
                    ? (Step[])
                        [
                            new(
                                $"DELETE FROM sqlite_sequence WHERE name = {Lit(gone.Id.Name)} AND EXISTS (SELECT 1 FROM "
                                    + $"sqlite_sequence WHERE name = {Lit(context.Place)})"
                            ),
                            new($"UPDATE sqlite_sequence SET name = {Lit(gone.Id.Name)} WHERE name = {Lit(context.Place)}"),
                        ]
                    : [],
            ],
        };
    }

    public static Keeping Of(Column gone, KeepContext context)
    {
        var (before, after) = ((Table)context.Before.Find(gone.Table)!, (Table)context.After.Find(gone.Table)!);
        if (before.PrimaryKey is not { } key)
            return new Keeping { Refused = $"{before.Id} has no primary key that would tell its rows apart" };
        var (old, wanted) = (Definitions.ColumnsOf(before.Id, context.Before), Definitions.ColumnsOf(after.Id, context.After));
        if (
            key.Columns.FirstOrDefault(k =>
                !wanted.Any(w => w.Id.Name == k && w.DataType == old.FirstOrDefault(o => o.Id.Name == k)?.DataType)
            ) is
            { } changed
        )
            return new Keeping { Refused = $"{before.Id}.{changed}, by which its rows would be found again, goes or changes too" };
        var (name, keys) = (Q(gone.Id), key.Columns.Select(Q).ToList());
        var render = new RenderContext(context.After, context.After);
        var triggers = context
            .After.DependentsOf(after.Id)
            .Select(context.After.Find)
            .OfType<Trigger>()
            .Where(t => t.On == after.Id)
            .OrderBy(t => t.Id);
        return new Keeping
        {
            How = $"as {context.Place}, by its key ({string.Join(", ", keys)})",
            But = $"a row that came since, or got another key, has {(gone.Default is null ? "no value" : "its default")}",
            Aside =
            [
                new($"CREATE TABLE {Q(context.Place)} AS SELECT {string.Join(", ", keys)}, {name} FROM {Q(before.Id)}"),
                new($"CREATE INDEX {Q(context.Place + "_key")} ON {Q(context.Place)} ({string.Join(", ", keys)})"),
            ],
            Remade = [gone with { NotNull = false, OnNull = null }],
            Back =
            [
                // Nobody is to take this for a change: they are made again by the rest of the plan.
                .. triggers.SelectMany(t => new TriggerKind().Drop(t, render)),
                new(
                    $"UPDATE {Q(before.Id)} SET {name} = k.{name} FROM {Q(context.Place)} AS k WHERE {string.Join(" AND ", keys.Select(k => $"k.{k} IS {Q(before.Id)}.{k}"))}"
                ),
            ],
        };
    }
}
