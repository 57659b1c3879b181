using System.Diagnostics;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Core.CSharpEmission;

/// <summary>A kind's knowledge when it writes an object in C#: names, and the C# of other objects.</summary>
/// <param name="kinds">The dialect's.</param>
/// <param name="catalog">The schema to write.</param>
/// <param name="convention">The naming convention.</param>
/// <param name="syntax">The dialect's SQL.</param>
/// <param name="inSql">Objects that go into SQL, because their C# was seen not to bring them about.</param>
/// <param name="plain">SQL stays text: no column is named by its field.</param>
public sealed class CodeContext(
    ICSharpKinds kinds,
    Catalog catalog,
    ICodeConvention convention,
    SqlSyntax syntax,
    IReadOnlySet<ObjectId> inSql,
    bool plain
)
{
    private readonly Dictionary<ObjectId, EmittedCode?> _emitted = [];
    private readonly HashSet<ObjectId> _asking = [];
    private readonly CodeNames _names = new(kinds, catalog, convention);

    public Catalog Catalog => catalog;

    public ICodeConvention Convention => convention;

    /// <summary>The C# of an object; null where it is not there, or goes into SQL. A part of an object in SQL is in SQL.</summary>
    public EmittedCode? Of(ObjectId id)
    {
        if (_emitted.TryGetValue(id, out var known))
            return known;
        if (!_asking.Add(id))
            throw new UnreachableException($"{id} needs its own C# to be written");
        var emitted =
            catalog.Find(id) is { } o && !inSql.Contains(id) && (o.Owner is not { } owner || owner == id || Of(owner) is not null)
                ? kinds.FacetOf(o)?.Emit(o, this)
                : null;
        return _emitted[id] =
            emitted is not null && emitted.Parts.All(p => p.On is not { } on || HasPlace(p.Place, id, on, emitted)) ? emitted : null;
    }

    /// <summary>The object is a class, which others can name.</summary>
    public bool IsClass(ObjectId id) => Of(id) is { } emitted && emitted.Parts.Any(p => p.Place == CodePlace.Class);

    /// <summary>A piece in a class needs the class; a piece that follows another needs that to be written.</summary>
    private bool HasPlace(CodePlace place, ObjectId id, ObjectId on, EmittedCode emitted)
    {
        // A class may write its own fields' calls.
        if (on == id || emitted.Parts.Any(p => p.Place == CodePlace.Class))
            return true;
        return place is CodePlace.Field or CodePlace.Statement ? IsClass(on) : Of(on) is { Parts.Length: > 0 };
    }

    /// <summary>The object goes into SQL, because its C# was seen not to bring it about.</summary>
    public bool IsInSql(ObjectId id) => inSql.Contains(id);

    public string Name(ObjectId id) => _names[id];

    /// <summary>The type as an expression names it: a field of the same name would come first.</summary>
    public string TypeIn(ObjectId type, ObjectId owner) =>
        PartsOf(owner).Any(p => IsField(p) && _names[p.Id] == _names[type]) ? $"{convention.Namespace}.{_names[type]}" : _names[type];

    private bool IsField(DbObject o) => kinds.FacetOf(o)?.Naming == CodeNaming.Field;

    public IEnumerable<DbObject> PartsOf(ObjectId owner) =>
        catalog.DependentsOf(owner).Select(catalog.Find).OfType<DbObject>().Where(o => o.Owner == owner);

    /// <summary>The object has the name that the convention gives it.</summary>
    public bool IsConventional(ObjectId id, CodeNaming naming) => convention.Name(naming, id.Type, _names[id]) == id.Name;

    /// <summary>An expression about one table, as an interpolated string that names its columns by their fields.</summary>
    /// <param name="sql">The expression.</param>
    /// <param name="table">The table whose columns it may name.</param>
    /// <param name="before">The text before each field: <c>t.</c></param>
    public (string Text, IReadOnlyList<string> Columns) Expression(string sql, ObjectId table, string before = "")
    {
        var fields = plain
            ? []
            : PartsOf(table)
                .Where(p => IsField(p) && !inSql.Contains(p.Id))
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
