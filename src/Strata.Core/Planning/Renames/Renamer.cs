using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;

namespace Strata.Core.Planning.Renames;

/// <summary>
/// Renames, as the user wants them. They run first in the plan; their effect on everything else is not guessed from text but read back from
/// a shadow database in which they were run.
/// </summary>
public sealed class Renamer(IDialect dialect, IShadowProvider shadows)
{
    /// <summary>
    /// The renaming steps, and the catalog after them. Hints that are already true, or name what is not there, are passed over.
    /// </summary>
    public async Task<(ImmutableArray<Step> Steps, Catalog Renamed)> ApplyAsync(
        Catalog before,
        IReadOnlyList<RenameHint> hints,
        CancellationToken cancellationToken
    )
    {
        if (!hints.Any(h => IsOpen(before, h) || hints.Any(o => o.To.Names.Count < h.From.Names.Count && IsOpen(before, o))))
            return ([], before);
        var runner = new ShadowRunner(dialect);
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        await runner.BuildAsync(shadow.Connection, before, cancellationToken).ConfigureAwait(false);
        var steps = ImmutableArray.CreateBuilder<Step>();
        var catalog = before;
        foreach (var hint in hints.OrderBy(h => h.From.Names.Count))
        {
            if (Render(catalog, hint) is not { Length: > 0 } rendered)
                continue;
            await runner
                .RunAsync(shadow.Connection, new Plan([new Batch(TransactionMode.Shared, [.. rendered])]), cancellationToken)
                .ConfigureAwait(false);
            steps.AddRange(rendered);
            catalog = await dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false);
        }
        return (steps.ToImmutable(), catalog);
    }

    private static bool IsOpen(Catalog catalog, RenameHint hint) =>
        (catalog.Find(hint.From) is not null && catalog.Find(hint.To) is null) || Whole(catalog, hint) is not null;

    private ImmutableArray<Step> Render(Catalog catalog, RenameHint hint)
    {
        var context = new RenderContext(catalog, catalog);
        if (catalog.Find(hint.From) is { } o && catalog.Find(hint.To) is null)
            return [.. dialect.Kinds.For(o).Write(new Rename(o, hint.To), context).Select(s => s with { Cause = new Rename(o, hint.To) })];
        if (Whole(catalog, hint) is not { } whole || dialect.Kinds.For(whole).Rename is not { } facet)
            return [];
        return [.. facet.WritePart(whole, hint.From, hint.To).Select(s => s with { Cause = new Rename(whole, whole.Id) })];
    }

    /// <summary>The object that a label or another part without an address of its own belongs to, while it still has the part.</summary>
    private static DbObject? Whole(Catalog catalog, RenameHint hint) =>
        hint.From.Names.Count < 2 || catalog.Find(hint.From) is not null
            ? null
            : catalog.Objects.Values.FirstOrDefault(o =>
                o.Id.Names.SequenceEqual(hint.From.Names.SkipLast(1)) && o.InnerParts.Contains(hint.From) && !o.InnerParts.Contains(hint.To)
            );
}
