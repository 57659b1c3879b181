using Strata.Core.Model;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.SqlWriting;

/// <summary>
/// RENAME TO. A name that differs in the case of letters alone is taken, by the table itself: it is reached by way of another.
/// </summary>
internal static class TableRename
{
    private const string Between = "__strata_renamed_";

    public static IEnumerable<Step> Steps(ObjectId from, ObjectId to)
    {
        if (string.Equals(from.Name, to.Name, StringComparison.OrdinalIgnoreCase))
        {
            var between = new ObjectId(from.Type, [Between + from.Name]);
            yield return new Step($"ALTER TABLE {Q(from)} RENAME TO {Q(between)}");
            from = between;
        }
        yield return new Step($"ALTER TABLE {Q(from)} RENAME TO {Q(to)}");
    }
}
