using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Planning.Proving;

/// <summary>The result of running a plan in a shadow database.</summary>
/// <param name="Up">The plan leads to the state wanted.</param>
/// <param name="Down">Its reversal leads back.</param>
/// <param name="Missing">The differences that were left, one object each; empty when it is proven.</param>
public sealed record Proof(bool Up, bool Down, IReadOnlyList<string> Missing)
{
    /// <summary>Both lead where they should.</summary>
    public bool IsWhole => Up && Down;

    /// <summary>The observer that saw the differences, where our own reader saw none: <c>pg_dump 17.2</c>.</summary>
    public string? Observer { get; init; }
}

/// <summary>
/// The Prove pass: the plan runs in a shadow database that holds the state before, and what comes out is read by the same reader as
/// everything else and must be the state wanted; then the reversal must lead back. Where there is an observer, both ends must be equal in
/// its words too.
/// </summary>
public sealed class Prover(IDialect dialect, IShadowProvider shadows)
{
    /// <summary>Brings an empty shadow database to the state before; null makes it by its catalog.</summary>
    public Func<IShadow, CancellationToken, Task>? Build { get; init; }

    /// <summary>Proves a plan.</summary>
    /// <param name="before">The state before.</param>
    /// <param name="after">The state wanted; one that nothing observed is compared by our own reader alone.</param>
    /// <param name="up">The plan.</param>
    /// <param name="down">Its reversal; null where there is none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Proof> ProveAsync(Catalog before, ObservedState after, Plan up, Plan? down, CancellationToken cancellationToken)
    {
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await (Build ?? ((s, c) => runner.BuildAsync(s.Connection, before, c)))(shadow, cancellationToken).ConfigureAwait(false);
        var start = after.Observation is null || down is null ? null : await shadow.ObserveAsync(cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, up, cancellationToken).ConfigureAwait(false);
        var end = await LeftAsync(shadow, after, cancellationToken).ConfigureAwait(false);
        if (!end.AreNone || down is null)
            return new Proof(end.AreNone, false, end.Objects) { Observer = end.AreUnread ? end.Observer : null };
        try
        {
            await runner.RunAsync(shadow.Connection, down, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            return new Proof(true, false, [e.Problem.What]);
        }
        var back = await LeftAsync(shadow, new(before, start), cancellationToken).ConfigureAwait(false);
        return new Proof(true, back.AreNone, back.Objects) { Observer = back.AreUnread ? back.Observer : null };
    }

    private async Task<StateDifferences> LeftAsync(IShadow shadow, ObservedState wanted, CancellationToken cancellationToken)
    {
        var reached = await ObservedState
            .ReadAsync(dialect, shadow, wanted.Observation is not null, cancellationToken)
            .ConfigureAwait(false);
        return reached.To(wanted, dialect);
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
