using Strata.Core.Data;
using Strata.Core.Problems;

namespace Strata.Data;

/// <summary>Requires that rows can be copied from one database to another. Changes nothing.</summary>
internal static class EndpointGuard
{
    /// <summary>Requires two databases of one dialect.</summary>
    /// <param name="source">The database that rows are copied from.</param>
    /// <param name="target">The database that they are copied to.</param>
    /// <param name="swap">Tells where the two are.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">They are of two dialects (ST9055), or one database (ST9052): exit 9.</exception>
    public static async Task RequireTwoAsync(DataEndpoint source, DataEndpoint target, ISwapTools swap, CancellationToken cancellationToken)
    {
        var (from, to) = (source.Environment, target.Environment);
        if (source.Dialect != target.Dialect)
            throw EndpointProblems.OtherDialect.Error(
                to,
                $"\"{from}\" is {source.Dialect}, and \"{to}\" is {target.Dialect}",
                "nothing was changed",
                $"name another environment to copy from: {Call.Option("from", "NAME")}"
            );
        if (
            await swap.LocateAsync(source.Connection, cancellationToken).ConfigureAwait(false)
            == await swap.LocateAsync(target.Connection, cancellationToken).ConfigureAwait(false)
        )
            throw EndpointProblems.OneDatabase.Error(
                to,
                $"\"{from}\" and \"{to}\" are one and the same database",
                "nothing was changed",
                "correct the URL of one of them in strata.json"
            );
    }
}
