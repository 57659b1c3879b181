using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Text;
using Strata.Data;

namespace Strata.SyncingContent;

/// <summary>
/// Makes some tables hold the rows of another database, in one transaction. Nothing of a table that is not named is ever changed: a row
/// that such a table needs stops it, whatever the foreign key would do about it.
/// </summary>
/// <param name="tools">The dialect's way to read rows of another database.</param>
internal sealed class ContentSync(IContentTools tools)
{
    /// <summary>Counts the rows that differ, and with <paramref name="apply"/> changes them.</summary>
    /// <param name="source">The database that rows are copied from; only read.</param>
    /// <param name="target">The database that is changed.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="apply">Change the rows.</param>
    /// <param name="progress">Receives the table that is copied.</param>
    /// <param name="cancellationToken">Stops; nothing is changed then.</param>
    /// <exception cref="ProblemException">A row is needed elsewhere (ST5051), or the tables do not fit (ST5050): exit 9; the database
    /// refused a row (ST5052, exit 7). Nothing is changed then.</exception>
    public async Task<ImmutableArray<ContentCount>> RunAsync(
        DataEndpoint source,
        DataEndpoint target,
        IReadOnlyList<ContentTable> tables,
        bool apply,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var session = await tools
                .OpenAsync(source.Connection, target.Connection, tables, progress, cancellationToken)
                .ConfigureAwait(false);
            await using var sessionScope = session.ConfigureAwait(false);
            var ordered = InOrder(session.Shapes);
            var counts = ImmutableArray.CreateBuilder<ContentCount>();
            foreach (var shape in ordered)
                counts.Add(await CountAsync(session, shape, cancellationToken).ConfigureAwait(false));
            foreach (var shape in ordered)
                await RequireUnneededAsync(session, shape, cancellationToken).ConfigureAwait(false);
            if (apply && counts.Any(c => c.Rows > 0))
                await ApplyAsync(session, ordered, progress, cancellationToken).ConfigureAwait(false);
            return counts.ToImmutable();
        }
        catch (StatementException e)
        {
            throw ContentProblems.NotFitting.Error(
                target.Environment,
                $"the content does not fit the database: {e.Message} [{e.Code}]",
                "all was one transaction: nothing was changed",
                "remove the cause, then run the same command again",
                e
            );
        }
    }

    private static async Task<ContentCount> CountAsync(IContentSession session, ContentShape shape, CancellationToken cancellationToken)
    {
        var same = Same("t", "s", shape.Key);
        Task<long> Count(string from) => session.CountAsync($"SELECT count(*) FROM {from}", cancellationToken);
        return new(
            shape.Name,
            await Count($"{shape.Stage} s WHERE NOT EXISTS (SELECT 1 FROM {shape.Table} t WHERE {same})").ConfigureAwait(false),
            await Count($"{shape.Table} t JOIN {shape.Stage} s ON {same} WHERE {session.Differ("t", "s", shape.Columns)}")
                .ConfigureAwait(false),
            await Count($"{shape.Table} t WHERE {Gone(shape)}").ConfigureAwait(false)
        );
    }

    /// <summary>Requires that no table that is not named refers to a row that would be deleted or get another key.</summary>
    private static async Task RequireUnneededAsync(IContentSession session, ContentShape shape, CancellationToken cancellationToken)
    {
        foreach (var reference in shape.References.Where(r => session.Shapes.All(s => s.Table != r.Child)))
        {
            var keeps = $"EXISTS (SELECT 1 FROM {shape.Stage} s WHERE {Same("t", "s", shape.Key)} AND {Same("t", "s", reference.Columns)})";
            var rows = await session
                .CountAsync(
                    $"SELECT count(*) FROM {reference.Child} c WHERE EXISTS (SELECT 1 FROM {shape.Table} t WHERE {Points(reference)}"
                        + $" AND NOT {keeps})",
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (rows == 0)
                continue;
            var need = $"{Quantity.Count(rows, "row")} of {reference.ChildName} {(rows == 1 ? "needs" : "need")} them";
            throw ContentProblems.RowsNeeded.Error(
                shape.Name,
                $"rows of {shape.Name} that the source does not have cannot be deleted: {need}, and \"content\" does not name that table",
                "nothing was changed",
                $"keep those rows in the source too, remove the rows of {reference.ChildName} first, or name that table as well"
            );
        }
    }

    /// <summary>
    /// Deletes first the rows that nothing refers to any more, so that their unique values are free; then inserts and updates, referred
    /// tables first; then deletes the rest, which nothing refers to by then.
    /// </summary>
    private static async Task ApplyAsync(
        IContentSession session,
        ImmutableArray<ContentShape> ordered,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        foreach (var shape in ordered.Reverse())
        {
            var free = string.Concat(shape.References.Select(r => $" AND NOT EXISTS (SELECT 1 FROM {r.Child} c WHERE {Points(r)})"));
            await session
                .ExecuteAsync($"DELETE FROM {shape.Table} AS t WHERE {Gone(shape)}{free}", cancellationToken)
                .ConfigureAwait(false);
        }
        foreach (var shape in ordered)
        {
            progress(shape.Name);
            await CopyAsync(session, shape, cancellationToken).ConfigureAwait(false);
        }
        foreach (var shape in ordered.Reverse())
            await session.ExecuteAsync($"DELETE FROM {shape.Table} AS t WHERE {Gone(shape)}", cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(IContentSession session, ContentShape shape, CancellationToken cancellationToken)
    {
        var same = Same("t", "s", shape.Key);
        var changed = shape.Columns.Except(shape.Key).Select(c => $"{c} = s.{c}").ToList();
        if (changed.Count > 0)
            await session
                .ExecuteAsync(
                    $"UPDATE {shape.Table} AS t SET {string.Join(", ", changed)} FROM {shape.Stage} AS s "
                        + $"WHERE {same} AND {session.Differ("t", "s", shape.Columns)}",
                    cancellationToken
                )
                .ConfigureAwait(false);
        var columns = string.Join(", ", shape.Columns.Select(c => $"s.{c}"));
        await session
            .ExecuteAsync(
                $"{session.Insert(shape)} SELECT {columns} FROM {shape.Stage} s WHERE NOT EXISTS (SELECT 1 FROM {shape.Table}"
                    + $" t WHERE {same})",
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static string Points(Reference reference) =>
        string.Join(" AND ", reference.ChildColumns.Zip(reference.Columns, (c, p) => $"c.{c} = t.{p}"));

    private static string Gone(ContentShape shape) => $"NOT EXISTS (SELECT 1 FROM {shape.Stage} s WHERE {Same("t", "s", shape.Key)})";

    private static string Same(string one, string other, ImmutableArray<string> columns) =>
        string.Join(" AND ", columns.Select(c => $"{one}.{c} = {other}.{c}"));

    /// <summary>The tables, each after those that it refers to.</summary>
    /// <exception cref="ProblemException">They refer to each other in a circle (ST5050, exit 9).</exception>
    private static ImmutableArray<ContentShape> InOrder(ImmutableArray<ContentShape> shapes)
    {
        var ordered = ImmutableArray.CreateBuilder<ContentShape>();
        var left = shapes.ToList();
        while (left.Count > 0)
        {
            // A table that refers to itself waits for no other.
            var next =
                left.FirstOrDefault(s => left.TrueForAll(o => o == s || !o.References.Any(r => r.Child == s.Table)))
                ?? throw DataToolProblems.ContentMismatch.Error(
                    left[0].Name,
                    $"the tables refer to each other in a circle: {string.Join(", ", left.Select(s => s.Name))}",
                    "nothing was changed",
                    "leave one of them out of \"content\""
                );
            ordered.Add(next);
            left.Remove(next);
        }
        return ordered.ToImmutable();
    }
}
