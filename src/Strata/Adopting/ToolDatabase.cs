using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Adopting;

/// <summary>A database's own account of itself: its schema, our record, and the other tool's.</summary>
/// <param name="Target">The database's name for people.</param>
/// <param name="State">Our record.</param>
/// <param name="Live">Its schema.</param>
/// <param name="Table">The other tool's table; null where there is none.</param>
/// <param name="Rows">The rows of this table.</param>
internal sealed record ToolDatabase(string Target, TargetState State, Catalog Live, ObjectId? Table, IReadOnlyList<ToolRow> Rows)
{
    /// <summary>A later look found the same rows and the same schema.</summary>
    public bool IsUnchanged(IReadOnlyList<ToolRow> rows, Catalog live) =>
        Rows.Select(r => r.ToString()).SequenceEqual(rows.Select(r => r.ToString()), StringComparer.Ordinal)
        && Prover.Different(Live, live).Count == 0;
}

/// <summary>Reads another tool's history. Writes nothing.</summary>
/// <param name="workspace">The project.</param>
/// <param name="tool">The tool.</param>
/// <param name="table">The table, as <c>SCHEMA.TABLE</c>; null for the tool's usual one.</param>
internal sealed class ToolDatabaseReader(Workspace workspace, IMigrationTool tool, string? table)
{
    private const string NothingWritten = "nothing was written";

    /// <summary>The table's name in messages.</summary>
    public string TableName
    {
        get
        {
            if (table is not null)
                return table;
            var (schema, name) = tool.Table(workspace.Dialect.Name);
            return schema is null ? name : $"{schema}.{name}";
        }
    }

    /// <summary>Reads the database, for which a login that may only read is enough.</summary>
    /// <exception cref="ProblemException">There is no connection or no database (exit 11), or no such table (ST2124, exit 2).</exception>
    public async Task<ToolDatabase> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            throw OperationProblems.NoDatabase.Error(
                reader.Name,
                "no database",
                NothingWritten,
                $"correct the path; or take over the files alone: {Call.Option("files-only")}"
            );
        try
        {
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.NoConnection)
        {
            Remedy next = $"{e.Problem.Next}; or take over the files alone: {Call.Option("files-only")}";
            throw new ProblemException(e.Problem with { Next = next }, e);
        }
        var state = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (live, found, rows) = await ReadAsync(reader.Connection, cancellationToken).ConfigureAwait(false);
        if (found is null && table is not null)
            throw AdoptProblems.NoTable.Error(
                reader.Name,
                $"no table {table}",
                NothingWritten,
                $"correct the name: {Call.Option("table", "SCHEMA.TABLE")}"
            );
        return new(reader.Name, state, live, found, rows);
    }

    /// <summary>Reads the schema and the other tool's table.</summary>
    public async Task<(Catalog Live, ObjectId? Table, IReadOnlyList<ToolRow> Rows)> ReadAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var live = await workspace.Scope.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var (schema, name) = table?.LastIndexOf('.') is { } dot
            ? (dot < 0 ? null : table[..dot], table[(dot + 1)..])
            : tool.Table(workspace.Dialect.Name);
        var found = live.Objects.Keys.FirstOrDefault(id =>
            id.Type == "table" && id.Name == name && (schema is null || id.Names[0] == schema)
        );
        return (
            live,
            found,
            found is null ? [] : await ToolRow.ReadAsync(connection, found, tool.OrderedBy, cancellationToken).ConfigureAwait(false)
        );
    }
}
