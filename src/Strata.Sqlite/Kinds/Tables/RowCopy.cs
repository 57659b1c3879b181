using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.SqlWriting;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>
/// The rows of a table, copied. Nothing is renamed, so nothing that names the table is rewritten: see <see cref="RebuildWriter"/>.
/// </summary>
internal static class RowCopy
{
    private const string RowidColumn = "__strata_rowid";

    public static RetentionMethod Of(Table removed, RetentionContext context)
    {
        var all = Definitions.ColumnsOf(removed.Id, context.Before);
        var columns = all.Where(c => c.Generated is null).Select(c => Q(c.Id)).ToList();
        // Where no column is the number of the row, others may still hold it: a full-text index does.
        var rowid = removed.WithoutRowid || RebuildWriter.RowidAlias(removed, all) is not null ? null : RebuildWriter.Rowid(all);
        List<string> from = [.. columns],
            to = [.. columns];
        if (rowid is not null)
            (from, to) = ([$"{rowid} AS {RowidColumn}", .. columns], [rowid, .. columns]);
        var copied = string.Join(", ", rowid is null ? columns : [RowidColumn, .. columns]);
        if (from.Count == 0)
            return new RetentionMethod { Refusal = "it has nothing that could be copied" };
        return new RetentionMethod
        {
            Description = $"as {context.QuarantineName}",
            Retain =
            [
                new($"CREATE TABLE {Q(context.QuarantineName)} AS SELECT {string.Join(", ", from)} FROM {Q(removed.Id)}"),
                // SQLite drops the last number given out with the table: it waits under the other name.
                .. removed.AutoIncrement
                    ? (Step[])[new($"UPDATE sqlite_sequence SET name = {Lit(context.QuarantineName)} WHERE name = {Lit(removed.Id.Name)}")]
                    : [],
            ],
            Recreated = [removed, .. all],
            Restore =
            [
                ForeignKeySwitch.Off,
                new(
                    $"INSERT OR ROLLBACK INTO {Q(removed.Id)} ({string.Join(", ", to)}) "
                        + $"SELECT {copied} FROM {Q(context.QuarantineName)}"
                ),
                .. removed.AutoIncrement ? LastNumber(Lit(removed.Id.Name), Lit(context.QuarantineName)) : [],
            ],
        };
    }

    /// <summary>The last number given out comes back under the table's name.</summary>
    private static IEnumerable<Step> LastNumber(string table, string copy) =>
        [
            new($"DELETE FROM sqlite_sequence WHERE name = {table} AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = {copy})"),
            new($"UPDATE sqlite_sequence SET name = {table} WHERE name = {copy}"),
        ];
}
