using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Strata.Core.Model;

/// <summary><paramref name="From"/> needs <paramref name="To"/>.</summary>
public readonly record struct Dependency(ObjectId From, ObjectId To);

/// <summary>Every managed object of one database, with the dependencies among them. Immutable; a diff compares two of these.</summary>
public sealed class Catalog
{
    private readonly FrozenDictionary<ObjectId, ImmutableArray<ObjectId>> _dependsOn;
    private readonly Lazy<FrozenDictionary<ObjectId, ImmutableArray<ObjectId>>> _dependents;

    public Catalog(IEnumerable<DbObject> objects, IEnumerable<Dependency> dependencies, IEnumerable<ObjectId>? unmanaged = null)
    {
        Objects = objects.ToImmutableSortedDictionary(o => o.Id, o => o);
        Unmanaged = [.. (unmanaged ?? []).Order()];
        Recorded =
        [
            .. dependencies
                .Where(d => d.From != d.To && Objects.ContainsKey(d.From) && Objects.ContainsKey(d.To) && !Derived(d))
                .Distinct()
                .OrderBy(d => d.From)
                .ThenBy(d => d.To),
        ];
        var derived = Objects.Values.SelectMany(o => Own(o).Where(Objects.ContainsKey).Select(to => new Dependency(o.Id, to)));
        var edges = Recorded.Concat(derived).Distinct().ToList();
        _dependsOn = edges.GroupBy(d => d.From).ToFrozenDictionary(g => g.Key, g => g.Select(d => d.To).Order().ToImmutableArray());
        _dependents = new(() =>
            edges.GroupBy(d => d.To).ToFrozenDictionary(g => g.Key, g => g.Select(d => d.From).Order().ToImmutableArray())
        );
    }

    public static Catalog Empty { get; } = new([], []);

    public ImmutableSortedDictionary<ObjectId, DbObject> Objects { get; }

    /// <summary>
    /// The major version of the server it was read from, where servers of different versions print the same definition differently; null
    /// elsewhere.
    /// </summary>
    public string? ServerVersion { get; init; }

    /// <summary>Objects in managed schemas that are of no kind: reported by name, never passed over.</summary>
    public ImmutableArray<ObjectId> Unmanaged { get; }

    /// <summary>The server's own edges, without those that follow from the objects themselves.</summary>
    public ImmutableArray<Dependency> Recorded { get; }

    public ImmutableArray<ObjectId> DependsOn(ObjectId id) => _dependsOn.TryGetValue(id, out var found) ? found : [];

    public ImmutableArray<ObjectId> DependentsOf(ObjectId id) => _dependents.Value.TryGetValue(id, out var found) ? found : [];

    /// <summary>The object at an address, or null.</summary>
    public DbObject? Find(ObjectId id) => Objects.GetValueOrDefault(id);

    /// <summary>The schemas its objects live in.</summary>
    public IEnumerable<string> Schemas =>
        Objects.Values.Where(o => o.Owner is null).Select(o => o.Schema).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>
    /// Only the objects of some schemas, or of none: the rest belongs to somebody else, and is neither compared nor touched.
    /// </summary>
    /// <param name="schemas">The schemas.</param>
    /// <param name="also">Objects that stay, with their parts, wherever they live.</param>
    public Catalog Within(IReadOnlySet<string> schemas, IReadOnlySet<ObjectId>? also = null)
    {
        var inside = Objects
            .Values.Where(o =>
                Root(o) is var root && (root.Schema is not { } schema || schemas.Contains(schema) || also?.Contains(root.Id) == true)
            )
            .ToList();
        return inside.Count == Objects.Count ? this : new Catalog(inside, Recorded, Unmanaged) { ServerVersion = ServerVersion };
    }

    /// <summary>Without some objects and their parts.</summary>
    public Catalog Without(Func<ObjectId, bool> leftOut)
    {
        var inside = Objects.Values.Where(o => !leftOut(Root(o).Id)).ToList();
        return inside.Count == Objects.Count ? this : new Catalog(inside, Recorded, Unmanaged) { ServerVersion = ServerVersion };
    }

    /// <summary>Without exactly these objects; unmanaged objects stay.</summary>
    public Catalog Except(IReadOnlySet<ObjectId> leftOut) =>
        leftOut.Count == 0
            ? this
            : new Catalog(Objects.Values.Where(o => !leftOut.Contains(o.Id)), Recorded, Unmanaged) { ServerVersion = ServerVersion };

    /// <summary>The same with some objects more.</summary>
    public Catalog With(IEnumerable<DbObject> more) =>
        new(Objects.Values.Concat(more), Recorded, Unmanaged) { ServerVersion = ServerVersion };

    /// <summary>The same with some objects changed, each under its address; the catalog itself where none is.</summary>
    public Catalog Select(Func<DbObject, DbObject> change)
    {
        var changed = Objects.Values.Select(change).ToList();
        return changed.Zip(Objects.Values).All(p => ReferenceEquals(p.First, p.Second))
            ? this
            : new(changed, Recorded, Unmanaged) { ServerVersion = ServerVersion };
    }

    private DbObject Root(DbObject o) => o.Owner is { } owner && Find(owner) is { } whole ? Root(whole) : o;

    private bool Derived(Dependency d) => Own(Objects[d.From]).Contains(d.To);

    private static IEnumerable<ObjectId> Own(DbObject o) =>
        (o.Owner is { } owner ? o.Needs.Append(owner) : o.Needs).Where(id => id != o.Id);
}
