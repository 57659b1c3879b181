using Strata.Core.Model;

namespace Strata.Postgres.CatalogReading;

/// <summary>
/// pg_depend, folded onto the objects that slices claim. Parts the server makes by itself (a view's _RETURN rule, a row type, an array
/// type, a
/// constraint's index) stand for the object they belong to.
/// </summary>
internal sealed class DependencyGraph
{
    private const int DefaultsCatalog = 2604;

    private readonly List<(Oid From, Oid To, char Type)> _edges = [];
    private readonly Dictionary<Oid, Oid> _owner = [];
    private readonly Dictionary<Oid, ObjectId> _claimed = [];
    private readonly Dictionary<(uint, uint), Oid> _extension = [];
    private readonly HashSet<Oid> _copies = [];

    public void Add(Oid from, Oid to, char type)
    {
        if (type == 'e')
        {
            _extension[(from.Class, from.Object)] = to;
            return;
        }
        _edges.Add((from, to, type));
        if (type == 'P')
            _copies.Add(from);
        if (type is 'i' || (type is 'a' or 'P' or 'S' && !_owner.ContainsKey(from) && from.Part == 0))
            _owner[from] = to;
    }

    public bool IsExtensionMember(Oid oid) => _extension.ContainsKey((oid.Class, oid.Object));

    public void Claim(Oid oid, ObjectId id) => _claimed[oid] = id;

    /// <summary>The claimed object that an address is, or is a part of.</summary>
    public ObjectId? Find(Oid oid)
    {
        for (var hops = 0; hops < 8; hops++)
        {
            if (_claimed.TryGetValue(oid, out var id))
                return id;
            if (_extension.TryGetValue((oid.Class, oid.Object), out var extension))
                return _claimed.GetValueOrDefault(extension);
            if (oid.Part != 0)
                oid = oid with { Part = 0 };
            else if (_owner.TryGetValue(oid, out var parent))
                oid = parent;
            else
                return null;
        }
        return null;
    }

    public IEnumerable<Dependency> Fold()
    {
        foreach (var (from, to, type) in _edges)
        {
            // Parts of partitions hang on their originals by bonds that are objects of their own: the raw edge would let none outlive its
            // parent.
            if (type is 'P' or 'S')
                continue;
            // Members of an extension hang together by themselves.
            if (IsExtensionMember(from))
                continue;
            // What the server copies onto a partition, and nobody claims (a trigger, a foreign key), follows its original without being
            // asked.
            if (IsOfCopy(from))
                continue;
            if (
                Find(from) is { } dependent
                && Find(to) is { } dependency
                && dependent != dependency
                && !IsOwnership(from, to, dependent, dependency)
                && !IsPartitioning(type, dependent, dependency)
            )
                yield return new Dependency(dependent, dependency);
        }
    }

    private bool IsOfCopy(Oid oid)
    {
        for (var hops = 0; hops < 8 && !_claimed.ContainsKey(oid); hops++)
        {
            if (_copies.Contains(oid))
                return true;
            if (!_owner.TryGetValue(oid, out oid))
                return false;
        }
        return false;
    }

    /// <summary>
    /// A sequence's ownership by a column is an object of its own; the raw edge would make the column's default and the sequence wait for
    /// each other.
    /// </summary>
    private static bool IsOwnership(Oid from, Oid to, ObjectId dependent, ObjectId dependency) =>
        from.Class != DefaultsCatalog && to.Part != 0 && dependent.Type == "sequence" && dependency.Type == "table column";

    /// <summary>True for the bond of a partition to its partitioned table.</summary>
    private static bool IsPartitioning(char type, ObjectId dependent, ObjectId dependency) =>
        type == 'a' && dependent.Type == "table" && dependency.Type == "table";
}
