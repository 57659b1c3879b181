using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>ALTER TABLE with DROP COLUMN, or without that word.</summary>
internal sealed class DropsColumns : StatementRule
{
    // Parts of a table that are no columns, and that hold no rows.
    private static readonly string[] s_others = ["CONSTRAINT", "NOT", "DEFAULT", "IDENTITY", "EXPRESSION", "TABLE"];

    public override IEnumerable<Hazard> Read(SqlTokens words)
    {
        foreach (var start in After(words, "ALTER", "TABLE").ToList())
        {
            if (Relations(words, start).FirstOrDefault() is not { } table)
                continue;
            for (var i = start; i < words.Count && words.Text(i) != ";"; i++)
                if (Column(words, i, table) is { } column)
                    yield return Hazards.DropColumn.On(column, $"drops column {column.Short()} and its values");
        }
    }

    private static ObjectId? Column(SqlTokens words, int at, ObjectId table)
    {
        if (!Is(words, at, "DROP") || s_others.Any(o => Is(words, at + 1, o)))
            return null;
        words.At = at + 1;
        words.Take("COLUMN");
        words.Take("IF", "EXISTS");
        return Relation(words) is { } column ? new ObjectId("table column", [.. table.Names, column.Name]) : null;
    }
}
