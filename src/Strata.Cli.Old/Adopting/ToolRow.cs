using System.Data.Common;
using System.Globalization;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Cli.Adopting;

/// <summary>One row of another tool's table: its columns as text, whatever version of the tool made the table.</summary>
internal sealed class ToolRow(int number, IReadOnlyDictionary<string, string?> columns)
{
    /// <summary>From 1, in the table's order.</summary>
    public int Number => number;

    /// <summary>Null for NULL, and where the table has no such column.</summary>
    public string? this[string column] => columns.GetValueOrDefault(column);

    public long? Whole(string column) => decimal.TryParse(this[column], CultureInfo.InvariantCulture, out var value) ? (long)value : null;

    public override string ToString() => string.Join(", ", columns.Select(c => $"{c.Key} {c.Value ?? "null"}"));
}

/// <summary>Another tool's table of what it ran.</summary>
internal static class ToolTable
{
    /// <summary>
    /// Tables that other tools keep beside the schema: nobody's schema, as long as the project does not declare them itself.
    /// </summary>
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "__drizzle_migrations",
        "schema_migrations",
        "flyway_schema_history",
        "__EFMigrationsHistory",
    };

    /// <summary>A live database without other tools' tables, unless the schema wanted has them.</summary>
    public static Catalog Without(Catalog live, Catalog wanted) => live.Without(id => IsKnown(id) && wanted.Find(id) is null);

    /// <summary>The table, the sequence of Drizzle's numbers, and the schema that Drizzle makes for both.</summary>
    private static bool IsKnown(ObjectId id) =>
        id switch
        {
            { Type: "table" } => s_known.Contains(id.Name),
            { Type: "sequence" } => id.Name == "__drizzle_migrations_id_seq",
            { Type: "schema" } => id.Name == "drizzle",
            _ => false,
        };

    /// <summary>The table's address; null where there is none.</summary>
    public static ObjectId? Find(Catalog live, string? schema, string table) =>
        live.Objects.Keys.FirstOrDefault(id => id.Type == "table" && id.Name == table && (schema is null || id.Names[0] == schema));

    /// <param name="connection">Open.</param>
    /// <param name="table">Its address.</param>
    /// <param name="order">The column that says in which order rows were written; ignored where there is none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<ToolRow>> ReadAsync(
        DbConnection connection,
        ObjectId table,
        string order,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<Dictionary<string, string?>>();
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText =
                $"SELECT * FROM {string.Join('.', table.Names.Select(n => $"\"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))}";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .ToDictionary(
                            reader.GetName,
                            i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture),
                            StringComparer.Ordinal
                        )
                );
            }
        }
        catch (DbException e)
        {
            throw new ProblemException(
                ProblemKind.Preflight,
                new(
                    "ST2122",
                    table.Text,
                    $"the table cannot be read: {e.Message.TrimEnd('.')}",
                    "nothing was written",
                    "give this login SELECT on it, and USAGE on its schema"
                ),
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
}
