using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Deploy.Backups;

namespace Strata.Deploy.Content;

/// <summary>What becomes of one table's rows.</summary>
public sealed record ContentCount(string Table, long Inserts, long Updates, long Deletes)
{
    public bool IsNone => Inserts == 0 && Updates == 0 && Deletes == 0;
}

/// <summary>
/// Makes some tables hold the rows of another database, one way, in one transaction. Nothing of a table that is not named is ever changed:
/// a row that such a table needs
/// stops it, whatever the foreign key would do about it.
/// </summary>
/// <param name="tools">The dialect's.</param>
public sealed class ContentSync(IContentTools tools)
{
    /// <summary>Counts, and with <paramref name="apply"/> changes.</summary>
    /// <param name="source">Only read.</param>
    /// <param name="target">Changed.</param>
    /// <param name="tables">Which.</param>
    /// <param name="apply">Whether anything is to be changed.</param>
    /// <param name="progress">Told what is worked on.</param>
    /// <param name="cancellationToken">Stops; nothing is changed then.</param>
    /// <exception cref="ProblemException">Exit 9: a row cannot go (ST5051), the tables do not fit (ST5050); exit 7: the database refused
    /// (ST5052). Nothing is changed then.</exception>
    public async Task<ImmutableArray<ContentCount>> RunAsync(
        DataTarget source,
        DataTarget target,
        IReadOnlyList<ContentTable> tables,
        bool apply,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var session = await tools
                .OpenAsync(source.Connection, target.Connection, tables, progress, cancellationToken)
                .ConfigureAwait(false);
            var ordered = InOrder(session.Shapes);
            var counts = ImmutableArray.CreateBuilder<ContentCount>();
            foreach (var shape in ordered)
                counts.Add(await CountAsync(session, shape, cancellationToken).ConfigureAwait(false));
            foreach (var shape in ordered)
                await RequireUnneededAsync(session, shape, cancellationToken).ConfigureAwait(false);
            if (apply && counts.Any(c => !c.IsNone))
                await ApplyAsync(session, ordered, progress, cancellationToken).ConfigureAwait(false);
            return counts.ToImmutable();
        }
        catch (StatementException e)
        {
            throw new ProblemException(
                ProblemKind.FailedUnchanged,
                new(
                    "ST5052",
                    target.Environment,
                    $"the content does not fit the database: {e.Message} [{e.Code}]",
                    "all was one transaction: nothing was changed",
                    "settle what it says, then run the same command again"
                ),
                e
            );
        }
    }

    private static async Task<ContentCount> CountAsync(IContentSession session, ContentShape shape, CancellationToken cancellationToken) =>
        new(
            shape.Name,
            await session
                .CountAsync(
                    $"SELECT count(*) FROM {shape.Stage} s WHERE NOT EXISTS (SELECT 1 FROM {shape.Table} t WHERE {Same("t", "s", shape.Key)}"
                        + $")",
                    cancellationToken
                )
                .ConfigureAwait(false),
            await session
                .CountAsync(
                    $"SELECT count(*) FROM {shape.Table} t JOIN {shape.Stage} s ON {Same("t", "s", shape.Key)} WHERE {session.Differ("t", "s", shape.Columns)}",
                    cancellationToken
                )
                .ConfigureAwait(false),
            await session.CountAsync($"SELECT count(*) FROM {shape.Table} t WHERE {Gone(shape)}", cancellationToken).ConfigureAwait(false)
        );

    /// <summary>A foreign key of a table that is not named must not lose what it points to, nor be changed with it.</summary>
    private static async Task RequireUnneededAsync(IContentSession session, ContentShape shape, CancellationToken cancellationToken)
    {
        foreach (var reference in shape.References.Where(r => session.Shapes.All(s => s.Table != r.Child)))
        {
            var keeps = $"EXISTS (SELECT 1 FROM {shape.Stage} s WHERE {Same("t", "s", shape.Key)} AND {Same("t", "s", reference.Columns)})";
            var points = string.Join(" AND ", reference.ChildColumns.Zip(reference.Columns, (c, p) => $"c.{c} = t.{p}"));
            var rows = await session
                .CountAsync(
                    $"SELECT count(*) FROM {reference.Child} c WHERE EXISTS (SELECT 1 FROM {shape.Table} t WHERE {points} AND NOT {keeps})",
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (rows == 0)
                continue;
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST5051",
                    shape.Name,
                    $"rows of {shape.Name} that the source does not have cannot go: {rows} row{(rows == 1 ? "" : "s")} of {reference.ChildName}"
                        + $" need{(rows == 1 ? "s" : "")} them, and that table is not named in \"content\"",
                    "nothing was changed",
                    $"keep those rows in the source too, settle the rows of {reference.ChildName} first, or name that table as well"
                )
            );
        }
    }

    /// <summary>
    /// First goes what nothing points to any more, so that its unique values are free; then rows come and change, referred ones first; then
    /// goes the rest, which nothing
    /// points to by then.
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
            var free = string.Concat(
                shape.References.Select(r =>
                    $" AND NOT EXISTS (SELECT 1 FROM {r.Child} c WHERE {string.Join(" AND ", r.ChildColumns.Zip(r.Columns, (c, p) => $"c.{c} = t.{p}"))}"
                    + $")"
                )
            );
            await session
                .ExecuteAsync($"DELETE FROM {shape.Table} AS t WHERE {Gone(shape)}{free}", cancellationToken)
                .ConfigureAwait(false);
        }
        foreach (var shape in ordered)
        {
            progress(shape.Name);
            var changed = shape.Columns.Except(shape.Key).ToImmutableArray();
            if (!changed.IsEmpty)
                await session
                    .ExecuteAsync(
                        $"UPDATE {shape.Table} AS t SET {string.Join(", ", changed.Select(c => $"{c} = s.{c}"))} FROM {shape.Stage}"
                            + $" AS s WHERE {Same("t", "s", shape.Key)} AND {session.Differ("t", "s", shape.Columns)}",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            await session
                .ExecuteAsync(
                    $"{session.Insert(shape)} SELECT {string.Join(", ", shape.Columns.Select(c => $"s.{c}"))} FROM {shape.Stage}"
                        + $" s WHERE NOT EXISTS (SELECT 1 FROM {shape.Table} t WHERE {Same("t", "s", shape.Key)})",
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        foreach (var shape in ordered.Reverse())
            await session.ExecuteAsync($"DELETE FROM {shape.Table} AS t WHERE {Gone(shape)}", cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Gone(ContentShape shape) => $"NOT EXISTS (SELECT 1 FROM {shape.Stage} s WHERE {Same("t", "s", shape.Key)})";

    private static string Same(string one, string other, ImmutableArray<string> columns) =>
        string.Join(" AND ", columns.Select(c => $"{one}.{c} = {other}.{c}"));

    /// <summary>What is pointed to comes before what points to it.</summary>
    /// <exception cref="ProblemException">They point to each other in a circle (ST5050, exit 9).</exception>
    private static ImmutableArray<ContentShape> InOrder(ImmutableArray<ContentShape> shapes)
    {
        var ordered = ImmutableArray.CreateBuilder<ContentShape>();
        var left = shapes.ToList();
        while (left.Count > 0)
        {
            // A table that points to itself waits for nobody.
            var next =
                left.FirstOrDefault(s => left.TrueForAll(o => o == s || !o.References.Any(r => r.Child == s.Table)))
                ?? throw new ProblemException(
                    ProblemKind.Refused,
                    new(
                        "ST5050",
                        left[0].Name,
                        $"the tables point to each other in a circle: {string.Join(", ", left.Select(s => s.Name))}",
                        "nothing was changed",
                        "leave one of them out of \"content\""
                    )
                );
            ordered.Add(next);
            left.Remove(next);
        }
        return ordered.ToImmutable();
    }
}
