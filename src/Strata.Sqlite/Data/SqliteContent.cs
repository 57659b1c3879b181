using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Data;

/// <summary>
/// The source's file is attached, and only read: its rows are compared and taken over where they are.
/// https://www.sqlite.org/lang_attach.html
/// </summary>
public sealed class SqliteContent : IContentTools
{
    private const string Source = "strata_source";

    public async Task<IContentSession> OpenAsync(
        string source,
        string target,
        IReadOnlyList<ContentTable> tables,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var open = await SqliteDataTools.OpenAsync(target, SqliteOpenMode.ReadWrite, cancellationToken).ConfigureAwait(false);
        try
        {
            await open.ExecuteAsync("PRAGMA foreign_keys = ON", null, cancellationToken).ConfigureAwait(false);
            await open.ExecuteAsync(
                    $"ATTACH DATABASE $1 AS {Source}",
                    null,
                    cancellationToken,
                    Path.GetFullPath(new SqliteConnectionStringBuilder(source).DataSource)
                )
                .ConfigureAwait(false);
            var shapes = ImmutableArray.CreateBuilder<ContentShape>();
            foreach (var table in tables)
                shapes.Add(
                    await ContentShapes
                        .ReadAsync(table, new SqliteContentReader(open, table.Name, Source), cancellationToken)
                        .ConfigureAwait(false)
                );
            // BEGIN IMMEDIATE would lock the source for writing too: https://www.sqlite.org/lang_transaction.html
            await open.ExecuteAsync("BEGIN", null, cancellationToken).ConfigureAwait(false);
            await open.ExecuteAsync($"DELETE FROM {shapes[0].Table} WHERE 0", null, cancellationToken).ConfigureAwait(false);
            return new SqliteContentSession(open, shapes.ToImmutable());
        }
        catch
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <inheritdoc cref="IContentSession"/>
internal sealed class SqliteContentSession(SqliteConnection open, ImmutableArray<ContentShape> shapes) : IContentSession
{
    public ImmutableArray<ContentShape> Shapes => shapes;

    /// <summary>To the byte, whatever the column's collation, and a number is not its text.</summary>
    public string Differ(string one, string other, ImmutableArray<string> columns) =>
        $"({string.Join(" OR ", columns.Select(c => Differ($"{one}.{c}", $"{other}.{c}")))})";

    private static string Differ(string one, string other) => $"{one} COLLATE BINARY IS NOT {other} OR typeof({one}) <> typeof({other})";

    public string Insert(ContentShape shape) => $"INSERT INTO {shape.Table} ({string.Join(", ", shape.Columns)})";

    public Task<long> CountAsync(string sql, CancellationToken cancellationToken) => open.NumberAsync(sql, cancellationToken);

    public async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await open.ExecuteAsync(sql, null, cancellationToken).ConfigureAwait(false);
        return await open.NumberAsync("SELECT changes()", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An INTEGER PRIMARY KEY goes on behind the highest by itself.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => open.ExecuteAsync("COMMIT", null, cancellationToken);

    public ValueTask DisposeAsync() => open.DisposeAsync();
}
