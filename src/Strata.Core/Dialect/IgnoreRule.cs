using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>
/// A rule for objects of a live database that are somebody else's. Everything that a rule says must hold; <c>*</c> and <c>?</c> stand for
/// other characters.
/// </summary>
/// <param name="Where">The place of the rule in its file, for messages.</param>
/// <param name="KindWhere">The place of its kind.</param>
public sealed record IgnoreRule(string Where, string KindWhere)
{
    public string? Schema { get; init; }

    /// <summary><c>tmp_*</c>, or with its schema <c>public.tmp_*</c>.</summary>
    public string? Name { get; init; }

    /// <summary>One of the <see cref="ObjectKind.Nouns"/> of the dialect's kinds.</summary>
    public string? Kind { get; init; }

    /// <summary>The role that owns it.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// Finds the objects that rules leave out of a catalog, each with the rule: whole objects with all that is dropped with them.
    /// </summary>
    /// <param name="kinds">The dialect's.</param>
    /// <param name="catalog">A live database, or a state that it is compared with.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="owners">The owner of each object; an object that is not in it has no known owner.</param>
    public static ImmutableDictionary<ObjectId, IgnoreRule> Find(
        KindSet kinds,
        Catalog catalog,
        IReadOnlyList<IgnoreRule> rules,
        IReadOnlyDictionary<ObjectId, string> owners
    )
    {
        var found = ImmutableDictionary.CreateBuilder<ObjectId, IgnoreRule>();
        if (rules.Count == 0)
            return found.ToImmutable();
        foreach (var o in catalog.Objects.Values)
        {
            // A partition is an object of its own beside the table it makes one: the rule is for both.
            if (rules.FirstOrDefault(r => r.Matches(kinds, catalog, o, owners)) is { } rule)
                found[o.Owner is { } whole && whole.Names.SequenceEqual(o.Id.Names) ? whole : o.Id] = rule;
        }
        foreach (var id in catalog.Objects.Keys)
            if (With(catalog, id).FirstOrDefault(found.ContainsKey) is { } whole)
                found[id] = found[whole];
        return found.ToImmutable();
    }

    /// <summary>An object, and what it goes away with.</summary>
    private static IEnumerable<ObjectId> With(Catalog catalog, ObjectId id)
    {
        for (var at = catalog.Find(id); at is not null; at = (at.Owner ?? at.DroppedWith) is { } next ? catalog.Find(next) : null)
            yield return at.Id;
    }

    private bool Matches(KindSet kinds, Catalog catalog, DbObject o, IReadOnlyDictionary<ObjectId, string> owners)
    {
        // A part is matched only where its kind is named: a column called as a table is no table.
        if (Kind is null ? o.Owner is not null : Kind != kinds.For(o).Noun(o))
            return false;
        var whole = catalog.Find(With(catalog, o.Id).Last())!;
        if (Schema is not null && (whole.Schema is not { } schema || !Like(schema, Schema)))
            return false;
        if (Name is not null && !HasName(o.Id))
            return false;
        return Owner is null || (owners.TryGetValue(o.Id, out var owner) || owners.TryGetValue(whole.Id, out owner)) && owner == Owner;
    }

    private bool HasName(ObjectId id)
    {
        var parts = Name!.Split('.');
        return parts.Length <= id.Names.Count && parts.Reverse().Zip(id.Names.Reverse()).All(p => Like(p.Second, p.First));
    }

    private static bool Like(string text, string pattern) =>
        Regex.IsMatch(
            text,
            $"\\A{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}\\z",
            RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
}
