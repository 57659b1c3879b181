using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;

namespace Strata.Core.Planning.Renames;

/// <summary>
/// Alterations after which the server prints other objects otherwise, such as an extension's move to another schema. They run first, and
/// as with renames their effect is not guessed from text but read back from a shadow database.
/// </summary>
public sealed class Relocator(IDialect dialect, IShadowProvider shadows)
{
    /// <summary>The steps of those alterations, with what they need, and the catalog after them.</summary>
    public async Task<(ImmutableArray<Step> Steps, Catalog Reached)> ApplyAsync(
        Catalog before,
        Catalog after,
        CancellationToken cancellationToken
    )
    {
        var moved = before.Objects.Values.Select(o => Moved(o, after)).OfType<DbObject>().ToDictionary(o => o.Id);
        if (moved.Count == 0)
            return ([], before);
        var needed = moved.Values.SelectMany(m => m.Needs).Distinct().Where(n => before.Find(n) is null).Select(after.Find);
        var wanted = new Catalog(
            before.Objects.Values.Select(o => moved.GetValueOrDefault(o.Id, o)).Concat(needed.OfType<DbObject>()),
            before.Recorded
        )
        {
            ServerVersion = before.ServerVersion,
        };
        var plan = dialect.Plan(before, wanted);
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var runner = new ShadowRunner(dialect);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(shadow.Connection, plan, cancellationToken).ConfigureAwait(false);
        return ([.. plan.Steps], await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The object after such alterations alone; null where it has none.</summary>
    private DbObject? Moved(DbObject o, Catalog after)
    {
        if (after.Find(o.Id) is not { } wanted || wanted.GetType() != o.GetType() || o.Equals(wanted))
            return null;
        var moves = dialect.Kinds.For(o).Compare(o, wanted)?.Where(a => a.Effect.Readdresses).ToList();
        return moves is { Count: > 0 } ? moves.Aggregate(o, (at, move) => move.Apply(at)) : null;
    }
}
