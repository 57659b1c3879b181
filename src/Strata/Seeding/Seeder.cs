using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Core.Text;

namespace Strata.Seeding;

/// <summary>Loads seed files into a database, a transaction for each.</summary>
/// <param name="rows">The dialect's way to insert rows.</param>
/// <param name="connection">The connection string; it holds secrets.</param>
/// <param name="target">The same database, for SQL.</param>
internal sealed class Seeder(IRowTools rows, string connection, IMigrationTarget target)
{
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(30);

    /// <returns>The number of rows, or of statements of SQL.</returns>
    /// <exception cref="ProblemException">The file does not fit the database (ST5032, exit 7), or another run holds the lock (ST5033, exit
    /// 6): nothing of it is in there.</exception>
    public Task<long> LoadAsync(SeedFile file, CancellationToken cancellationToken) =>
        file.IsSql ? SqlAsync(file, cancellationToken) : RowsAsync(file, cancellationToken);

    private async Task<long> SqlAsync(SeedFile file, CancellationToken cancellationToken)
    {
        var script = SqlScript.Parse(file.Read(), target.Syntax, file.Path, allowEmpty: true);
        if (script.Statements.IsEmpty)
            return 0;
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (!await target.TryLockAsync(cancellationToken).ConfigureAwait(false))
                throw SeedProblems.Locked.Error(
                    target.Name,
                    $"another run holds the lock: {await target.DescribeHolderAsync(cancellationToken).ConfigureAwait(false)}",
                    "nothing of this file is in the database",
                    "wait for it to end, then run the same command again"
                );
            await target
                .RunAsync(new TransactionUnit(script.Statements, []) { LockTimeout = s_lockTimeout }, _ => { }, cancellationToken)
                .ConfigureAwait(false);
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            return script.Statements.Length;
        }
        catch (StatementException e)
        {
            var where =
                e.Statement is not { } s ? file.Path
                : e.Offset is { } offset ? s.Source.Where(offset)
                : s.Where;
            throw NotFitting(where, $"{e.Message} [{e.Code}]", e);
        }
    }

    private async Task<long> RowsAsync(SeedFile file, CancellationToken cancellationToken)
    {
        var (columns, values) = file.Rows();
        if (await rows.ColumnsAsync(connection, file.Table, cancellationToken).ConfigureAwait(false) is not { } known)
            throw NotFitting(file.Path, $"no table \"{file.Table}\"", null);
        foreach (var column in columns.Where(c => !known.Contains(c)))
        {
            var nearest = Spelling.Nearest(column, known) is { } name ? $"; did you mean \"{name}\"?" : "";
            throw NotFitting($"{file.Path}:1", $"no column \"{column}\" that takes a value in {file.Table}{nearest}", null);
        }
        try
        {
            return await rows.InsertAsync(connection, file.Table, columns, values, cancellationToken).ConfigureAwait(false);
        }
        catch (RowException e)
        {
            throw NotFitting($"{file.Path}:{e.Line}", e.Message, e);
        }
    }

    private static ProblemException NotFitting(string where, string what, Exception? cause) =>
        SeedProblems.NotFitting.Error(
            where,
            $"the seed does not fit the database: {what.TrimEnd('.')}",
            "nothing of this file is in the database; the schema and the files before it are",
            $"correct the file, then: {Call.Strata("reset")}",
            cause
        );
}
