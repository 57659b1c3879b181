using System.Diagnostics;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.CSharpEmission;

/// <summary>What a kind may ask when it writes an object in C#: names, and what else is written there.</summary>
/// <param name="kinds">The dialect's.</param>
/// <param name="catalog">What is to be said.</param>
/// <param name="convention">How names are made.</param>
/// <param name="syntax">How SQL is cut.</param>
/// <param name="inSql">Objects that C# was seen to say wrongly.</param>
/// <param name="plain">SQL stays text: no column is named by its field.</param>
public sealed class CodeContext(
    KindSet kinds,
    Catalog catalog,
    ICodeConvention convention,
    SqlSyntax syntax,
    IReadOnlySet<ObjectId> inSql,
    bool plain
)
{
    private readonly Dictionary<ObjectId, Coded?> _coded = [];
    private readonly HashSet<ObjectId> _asking = [];
    private readonly CodeNames _names = new(kinds, catalog, convention);

    public Catalog Catalog => catalog;

    public ICodeConvention Convention => convention;

    /// <summary>How an object is said; null when it is not there, or goes into SQL. What is part of an object in SQL is in SQL.</summary>
    public Coded? Of(ObjectId id)
    {
        if (_coded.TryGetValue(id, out var known))
            return known;
        if (!_asking.Add(id))
            throw new UnreachableException($"{id} is asked for to answer what it is itself");
        var coded =
            catalog.Find(id) is { } o && !inSql.Contains(id) && (o.Owner is not { } owner || owner == id || Of(owner) is not null)
                ? kinds.For(o).Say(o, this)
                : null;
        return _coded[id] =
            coded is not null && coded.Parts.All(p => p.On is not { } on || HasPlace(p.Place, id, on, coded)) ? coded : null;
    }

    /// <summary>The object is a class, which others can name.</summary>
    public bool IsClass(ObjectId id) => Of(id) is { } coded && coded.Parts.Any(p => p.Place == CodePlace.Class);

    /// <summary>What stands in a class needs the class, and what follows something needs that to be written.</summary>
    private bool HasPlace(CodePlace place, ObjectId id, ObjectId on, Coded coded)
    {
        // A class may say its own fields' calls.
        if (on == id || coded.Parts.Any(p => p.Place == CodePlace.Class))
            return true;
        return place is CodePlace.Field or CodePlace.Statement ? IsClass(on) : Of(on) is { Parts.Length: > 0 };
    }

    /// <summary>It was seen that C# does not say this object as it is.</summary>
    public bool IsInSql(ObjectId id) => inSql.Contains(id);

    public string Name(ObjectId id) => _names[id];

    /// <summary>The type as an expression names it: a field of the same name would come first.</summary>
    public string TypeIn(ObjectId type, ObjectId owner) =>
        PartsOf(owner).Any(p => kinds.For(p).NamedInCode == CodeNaming.Field && _names[p.Id] == _names[type])
            ? $"{convention.Namespace}.{_names[type]}"
            : _names[type];

    public IEnumerable<DbObject> PartsOf(ObjectId owner) =>
        catalog.DependentsOf(owner).Select(catalog.Find).OfType<DbObject>().Where(o => o.Owner == owner);

    /// <summary>What the convention calls the object is what it is called.</summary>
    public bool IsConventional(ObjectId id, CodeNaming naming) => convention.Name(naming, id.Type, _names[id]) == id.Name;

    /// <summary>An expression about one table, as an interpolated string that names its columns by their fields.</summary>
    /// <param name="sql">The expression.</param>
    /// <param name="table">The table whose columns it may name.</param>
    /// <param name="before">What stands before each field: <c>t.</c></param>
    public (string Text, IReadOnlyList<string> Columns) Expression(string sql, ObjectId table, string before = "")
    {
        var fields = plain
            ? []
            : PartsOf(table)
                .Where(p => kinds.For(p).NamedInCode == CodeNaming.Field && !inSql.Contains(p.Id))
                .ToDictionary(p => p.Id.Name, p => p.Id, StringComparer.Ordinal);
        List<(string Text, bool IsCode)> pieces = [];
        List<string> columns = [];
        var tokens = new SqlTokens(sql, syntax);
        for (var i = 0; i < tokens.Count; i++)
        {
            var space = tokens.Before(i);
            if (space.Length > 0)
                pieces.Add((space, false));
            if (tokens.NameAt(i) is { } name && fields.TryGetValue(name, out var field) && tokens.MayBeColumn(i))
            {
                pieces.Add((before + _names[field], true));
                columns.Add(name);
            }
            else
                pieces.Add((tokens.Text(i), false));
        }
        return (CSharp.Interpolated(pieces), [.. columns.Distinct(StringComparer.Ordinal)]);
    }
}
