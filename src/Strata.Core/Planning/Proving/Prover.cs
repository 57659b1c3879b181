using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Planning.Proving;

/// <summary>The result of running a plan in a shadow database.</summary>
/// <param name="Missing">The differences that the plan left, one object each; empty when it is proven.</param>
public sealed record Proof(bool Up, bool Down, IReadOnlyList<string> Missing)
{
    public bool IsWhole => Up && Down;
}

/// <summary>
/// The Prove pass: the plan runs in a shadow database that holds the state before, and what comes out is read by the same reader as
/// everything else and must be the state wanted; then the reversal must lead back.
/// </summary>
public sealed class Prover(IDialect dialect, IShadowProvider shadows)
{
    public async Task<Proof> ProveAsync(Catalog before, Catalog after, Plan up, Plan? down, CancellationToken cancellationToken)
    {
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, up, cancellationToken).ConfigureAwait(false);
        var missing = await LeftAsync(shadow, after, cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0 || down is null)
            return new Proof(missing.Count == 0, false, missing);
        try
        {
            await runner.RunAsync(shadow.Connection, down, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            return new Proof(true, false, [e.Problem.What]);
        }
        var left = await LeftAsync(shadow, before, cancellationToken).ConfigureAwait(false);
        return new Proof(true, left.Count == 0, left);
    }

    private async Task<IReadOnlyList<string>> LeftAsync(IShadow shadow, Catalog wanted, CancellationToken cancellationToken)
    {
        var reached = await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false);
        return Differences(reached, dialect.Align(wanted, reached));
    }

    /// <summary>
    /// Lists the differences of two catalogs, one object a line. Between servers of different major versions only the presence of objects
    /// is compared: they print definitions differently.
    /// </summary>
    public static IReadOnlyList<string> Differences(Catalog reached, Catalog wanted) =>
        [
            .. Different(reached, wanted)
                .Select(id =>
                    reached.Find(id) is null ? $"{id} is missing"
                    : wanted.Find(id) is null ? $"{id} is there and should not be"
                    : $"{id} differs"
                ),
        ];

    /// <summary>As <see cref="Differences"/>, by their addresses.</summary>
    public static IReadOnlyList<ObjectId> Different(Catalog reached, Catalog wanted) =>
        [
            .. reached
                .Objects.Keys.Union(wanted.Objects.Keys)
                .Order()
                .Where(id =>
                    (reached.Find(id), wanted.Find(id)) switch
                    {
                        ({ } r, { } w) => !r.Equals(w) && SameServer(reached, wanted),
                        _ => true,
                    }
                ),
        ];

    public static bool SameServer(Catalog a, Catalog b) =>
        a.ServerVersion is null || b.ServerVersion is null || a.ServerVersion == b.ServerVersion;
}
