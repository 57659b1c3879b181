using Strata.Core.Model;

namespace Strata.Core.CSharpEmission;

/// <summary>C# names for objects, given once, in an order that depends on nothing but the catalog.</summary>
internal sealed class CodeNames
{
    private readonly Dictionary<ObjectId, string> _names = [];

    public CodeNames(ICSharpKinds kinds, Catalog catalog, ICodeConvention convention)
    {
        HashSet<(ObjectId?, string)> taken = [];
        var named = catalog
            .Objects.Values.Select(o => (Object: o, Naming: kinds.FacetOf(o)?.Naming ?? CodeNaming.None))
            .Where(x => x.Naming != CodeNaming.None);
        foreach (
            var (o, naming) in named
                .OrderBy(x => x.Naming)
                .ThenBy(x => !convention.IsDefaultSchema(x.Object.Id.Names[0]))
                .ThenBy(x => kinds.RankOf(x.Object))
                .ThenBy(x => x.Object.Position)
                .ThenBy(x => x.Object.Id)
        )
        {
            var scope = naming == CodeNaming.Field ? o.Owner : null;
            // A member cannot have the name of its class.
            var outer = scope is not null && _names.TryGetValue(scope, out var type) ? type : null;
            _names[o.Id] = Candidates(o, convention).First(n => n != outer && !convention.IsReserved(naming, n) && taken.Add((scope, n)));
        }
    }

    public string this[ObjectId id] => _names[id];

    private static IEnumerable<string> Candidates(DbObject o, ICodeConvention convention)
    {
        var name = CSharp.Pascal(o.Id.Name) ?? "Unnamed";
        yield return name;
        if (o.Owner is null && !convention.IsDefaultSchema(o.Id.Names[0]))
            yield return (CSharp.Pascal(o.Id.Names[0]) ?? "") + name.TrimStart('_');
        yield return name + CSharp.Pascal(o.Id.Type.Split(' ')[^1]);
        for (var number = 2; ; number++)
            yield return $"{name}{(char.IsDigit(name[^1]) ? "_" : "")}{number}";
    }
}
