using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Adopting;

/// <summary>What a database says about itself: its schema, our record, and the other tool's.</summary>
/// <param name="Target">What messages call it.</param>
/// <param name="Table">The other tool's table; null where there is none.</param>
internal sealed record ToolLook(string Target, TargetState State, Catalog Live, ObjectId? Table, IReadOnlyList<ToolRow> Rows)
{
    /// <summary>A later look saw the same rows and the same schema.</summary>
    public bool Saw(IReadOnlyList<ToolRow> rows, Catalog live) =>
        Rows.Select(r => r.ToString()).SequenceEqual(rows.Select(r => r.ToString()), StringComparer.Ordinal)
        && Prover.Different(Live, live).Count == 0;
}

/// <summary>Reads another tool's history. Writes nothing.</summary>
/// <param name="project">The project.</param>
/// <param name="tool">The tool.</param>
/// <param name="table">Where the table is, as <c>SCHEMA.TABLE</c>, when not where the tool keeps it by itself.</param>
internal sealed class ToolHistory(Project project, ITool tool, string? table)
{
    public string TableName =>
        table
        ?? (
            tool.Table(project.Dialect.Name) is var (schema, name) && schema is not null
                ? $"{schema}.{name}"
                : tool.Table(project.Dialect.Name).Table
        );

    /// <summary>With a login that may do no more than read.</summary>
    /// <exception cref="ProblemException">No connection, or no database (exit 11).</exception>
    public async Task<ToolLook> LookAsync(CancellationToken cancellationToken)
    {
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            throw new ProblemException(
                ProblemKind.NoConnection,
                new(
                    Problem.MissingDatabase,
                    target.Name,
                    "there is no database",
                    "nothing was written",
                    "correct the path; or take over the files alone: --files-only"
                )
            );
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.NoConnection)
        {
            throw new ProblemException(
                e.Kind,
                e.Problem with
                {
                    Next = $"{e.Problem.Next}; or take over the files alone: --files-only",
                },
                e
            );
        }
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (live, found, rows) = await ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
        if (found is null && table is not null)
            throw new ProblemException(
                ProblemKind.Usage,
                new("ST2124", target.Name, $"there is no table {table}", "nothing was written", "correct --table, as SCHEMA.TABLE")
            );
        return new(target.Name, state, live, found, rows);
    }

    public async Task<(Catalog Live, ObjectId? Table, IReadOnlyList<ToolRow> Rows)> ReadAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var live = await project.Ignoring.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var (schema, name) = table?.LastIndexOf('.') is { } dot
            ? (dot < 0 ? null : table[..dot], table[(dot + 1)..])
            : tool.Table(project.Dialect.Name);
        var found = ToolTable.Find(live, schema, name);
        return (
            live,
            found,
            found is null ? [] : await ToolTable.ReadAsync(connection, found, tool.OrderedBy, cancellationToken).ConfigureAwait(false)
        );
    }
}
