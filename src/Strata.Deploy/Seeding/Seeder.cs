using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Core.Text;

namespace Strata.Deploy.Seeding;

/// <summary>Puts seed files into a database, a transaction for each.</summary>
/// <param name="rows">The dialect's.</param>
/// <param name="connection">Resolved; holds secrets.</param>
/// <param name="target">The same database, for SQL.</param>
public sealed class Seeder(IRowTools rows, string connection, IMigrationTarget target)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>What can be known without a database: the files can be read.</summary>
    /// <exception cref="ProblemException">One of them is not right (exit 2 or 3).</exception>
    public static void RequireReadable(ImmutableArray<SeedFile> files, SqlSyntax syntax)
    {
        foreach (var file in files)
        {
            if (file.IsSql)
                SqlScript.Parse(file.Read(), syntax, file.Shown, allowEmpty: true);
            else
                foreach (var _ in file.Rows().Rows) { }
        }
    }

    /// <returns>How many rows, or statements of SQL.</returns>
    /// <exception cref="ProblemException">The file does not fit the database (ST5032, exit 7): nothing of it is in there.</exception>
    public Task<long> RunAsync(SeedFile file, CancellationToken cancellationToken) =>
        file.IsSql ? SqlAsync(file, cancellationToken) : RowsAsync(file, cancellationToken);

    private async Task<long> SqlAsync(SeedFile file, CancellationToken cancellationToken)
    {
        var script = SqlScript.Parse(file.Read(), target.Syntax, file.Shown, allowEmpty: true);
        if (script.Statements.IsEmpty)
            return 0;
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (!await target.TryLockAsync(cancellationToken).ConfigureAwait(false))
                throw new ProblemException(
                    ProblemKind.LockBusy,
                    new(
                        "ST5033",
                        target.Name,
                        $"another run holds the lock: {await target.DescribeHolderAsync(cancellationToken).ConfigureAwait(false)}",
                        "nothing of this file is in the database",
                        "wait for it to end, then run the same command again"
                    )
                );
            await target
                .RunAsync(new TransactionUnit(script.Statements, []) { LockTimeout = s_patience }, _ => { }, cancellationToken)
                .ConfigureAwait(false);
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            return script.Statements.Length;
        }
        catch (StatementException e)
        {
            var where =
                e.Statement is not { } s ? file.Shown
                : e.Offset is { } offset ? s.Source.Where(offset)
                : s.Where;
            throw Failed(where, $"{e.Message} [{e.Code}]", e);
        }
    }

    private async Task<long> RowsAsync(SeedFile file, CancellationToken cancellationToken)
    {
        var (columns, values) = file.Rows();
        if (await rows.ColumnsAsync(connection, file.Table, cancellationToken).ConfigureAwait(false) is not { } known)
            throw Failed(file.Shown, $"there is no table \"{file.Table}\"", null);
        foreach (var column in columns.Where(c => !known.Contains(c)))
            throw Failed(
                $"{file.Shown}:1",
                $"the table {file.Table} has no column \"{column}\" that takes a value{(Spelling.Nearest(column, known) is { } meant ? $"; did you mean \"{meant}\"?" : "")}",
                null
            );
        try
        {
            return await rows.InsertAsync(connection, file.Table, columns, values, cancellationToken).ConfigureAwait(false);
        }
        catch (RowException e)
        {
            throw Failed($"{file.Shown}:{e.Line}", e.Message, e);
        }
    }

    private static ProblemException Failed(string where, string what, Exception? cause) =>
        new(
            ProblemKind.FailedUnchanged,
            new(
                "ST5032",
                where,
                $"the seed does not fit the database: {what.TrimEnd('.')}",
                "nothing of this file is in the database; the schema and the files before it are",
                "mend the file, then run: strata reset"
            ),
            cause
        );
}
