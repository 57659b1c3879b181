using System.Data.Common;
using System.Globalization;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Adopting;

/// <summary>A row of another tool's table: its columns as text, whatever version of the tool created the table.</summary>
/// <param name="number">Its number in the table's order, from 1.</param>
/// <param name="columns">By name.</param>
internal sealed class ToolRow(int number, IReadOnlyDictionary<string, string?> columns)
{
    /// <summary>Its number in the table's order, from 1.</summary>
    public int Number => number;

    /// <summary>The text of a column; null for NULL, and where the table has no such column.</summary>
    public string? this[string column] => columns.GetValueOrDefault(column);

    /// <summary>The whole number of a column; null where it is none.</summary>
    public long? Whole(string column) => decimal.TryParse(this[column], CultureInfo.InvariantCulture, out var value) ? (long)value : null;

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", columns.Select(c => $"{c.Key} {c.Value ?? "null"}"));

    /// <summary>Reads the rows of a table.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="table">Its address.</param>
    /// <param name="order">The column that has the order in which rows were written; ignored where there is none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">The login may not read it (ST2122, exit 12).</exception>
    public static async Task<IReadOnlyList<ToolRow>> ReadAsync(
        DbConnection connection,
        ObjectId table,
        string order,
        CancellationToken cancellationToken
    )
    {
        List<Dictionary<string, string?>> rows = [];
        try
        {
            var command = connection.CreateCommand();
            await using var commandScope = command.ConfigureAwait(false);
            command.CommandText = $"SELECT * FROM {string.Join('.', table.Names.Select(Quoted))}";
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var readerScope = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => Text(reader, i), StringComparer.Ordinal));
        }
        catch (DbException e)
        {
            throw AdoptProblems.UnreadableTable.Error(
                table.Text,
                $"the table cannot be read: {e.Message.TrimEnd('.')}",
                "nothing was written",
                "grant this login SELECT on it, and USAGE on its schema",
                e
            );
        }
        // In SQLite Drizzle's id is always null: what is left is the order of the rows themselves.
        return
        [
            .. rows.OrderBy(r => decimal.TryParse(r.GetValueOrDefault(order), CultureInfo.InvariantCulture, out var n) ? n : 0)
                .Select((r, i) => new ToolRow(i + 1, r)),
        ];
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Text(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture);
}
