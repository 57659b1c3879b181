using System.Text;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Pulling;

/// <summary>Joins the C# that the kinds emit for their objects: classes, enums, and the class of the database.</summary>
internal sealed class SchemaText
{
    /// <summary>A small schema is one file.</summary>
    private const int ClassesInOneFile = 8;

    private const string MainFile = "Schema.cs";

    private readonly CodeContext _context;
    private readonly SchemaConvention _convention;
    private readonly List<(ObjectId Id, CodePart Part)> _parts;
    private readonly ILookup<(CodePlace, ObjectId), CodePart> _following;

    public SchemaText(IDialect dialect, Catalog catalog, CodeContext context, IReadOnlyDictionary<ObjectId, EmittedCode> emitted)
    {
        (_context, _convention) = (context, (SchemaConvention)context.Convention);
        // As they can be created: a view after the views it reads.
        var place = dialect
            .Plan(Catalog.Empty, catalog)
            .Steps.Where(s => s.Cause is not null)
            .Select((s, i) => (s.Cause!.Subject, i))
            .GroupBy(s => s.Subject)
            .ToDictionary(g => g.Key, g => g.First().i);
        _parts =
        [
            .. emitted
                .OrderBy(c => dialect.Kinds.For(c.Value.Covered).Rank)
                .ThenBy(c => place.GetValueOrDefault(c.Key, int.MaxValue))
                .ThenBy(c => c.Key)
                .SelectMany(c => c.Value.Parts.Select(p => (c.Key, p))),
        ];
        _following = _parts
            .Where(p => p.Part.Place is CodePlace.Chain or CodePlace.Attribute)
            .ToLookup(p => (p.Part.Place, p.Part.On!), p => p.Part);
    }

    /// <param name="sqlFiles">The pattern of the SQL files beside it; null for none.</param>
    public IEnumerable<(string Path, string Text)> Files(string? sqlFiles)
    {
        var classes = _parts.Where(p => p.Part.Place == CodePlace.Class).Select(p => p.Id).Order().ToList();
        var groups =
            classes.Count <= ClassesInOneFile
                ? []
                : classes.GroupBy(id => (id.Names[0], Group: Stem(id.Name.Split('_').FirstOrDefault(w => w.Length > 0) ?? ""))).ToList();
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { MainFile };
        foreach (var group in groups)
            yield return (FileName(group.Key.Group, [.. group], taken), File(group.Select(Class)));
        List<string> main =
        [
            .. Declarations(),
            .. groups.Count == 0 ? classes.Select(Class) : [],
            .. Database(sqlFiles) is { } database ? [database] : (string[])[],
        ];
        if (main.Count > 0)
            yield return (MainFile, File(main));
    }

    private string File(IEnumerable<string> declarations) =>
        $"using Strata.Schema;\n\nnamespace {_convention.Namespace};\n\n{string.Join('\n', declarations)}";

    private string FileName(string stem, IReadOnlyList<ObjectId> tables, HashSet<string> taken)
    {
        // Tables called film and film_actor are in the file of the class that film is.
        var root =
            tables.Where(t => tables.Count == 1 || Stem(t.Name) == stem).Select(_context.Name).FirstOrDefault()
            ?? CSharp.Pascal(stem)
            ?? "Tables";
        for (var number = 1; ; number++)
            if ($"{root}{(number == 1 ? "" : number)}.cs" is var name && taken.Add(name))
                return name;
    }

    private static string Stem(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
        : word;

    private IEnumerable<string> Declarations() =>
        _parts.Where(p => p.Part.Place == CodePlace.Type).Select(p => $"{Attributes(p.Id)}{p.Part.Text}\n");

    private string Class(ObjectId id)
    {
        var name = _context.Name(id);
        var text = new StringBuilder(Attributes(id));
        text.Append(_parts.First(p => p.Id == id && p.Part.Place == CodePlace.Class).Part.Text);
        text.Append($"public sealed class {name} : Table\n{{\n");
        var fields = Of(CodePlace.Field, id).ToList();
        var width = fields.Select(f => _context.Name(f.Id).Length).DefaultIfEmpty().Max();
        foreach (var (field, part) in fields)
            text.Append($"    public readonly Column {_context.Name(field).PadRight(width)} = {Indented(part.Text + Chain(field), 4)};\n");
        var statements = Of(CodePlace.Statement, id).Select(s => s.Part.Text + Chain(s.Id)).ToList();
        if (statements.Count > 0 && fields.Count > 0)
            text.Append('\n');
        text.Append(Constructor(name, statements)).Append("}\n");
        return text.ToString();
    }

    private string? Database(string? sqlFiles)
    {
        var statements = _parts.Where(p => p.Part.Place == CodePlace.Global).Select(p => p.Part.Text + Chain(p.Id)).ToList();
        if (sqlFiles is not null)
            statements.Add($"SqlFiles({CSharp.Literal(sqlFiles)})");
        return statements.Count == 0
            ? null
            : $"public sealed class {_convention.DatabaseClass} : Database\n{{\n{Constructor(_convention.DatabaseClass, statements)}}}\n";
    }

    private IEnumerable<(ObjectId Id, CodePart Part)> Of(CodePlace place, ObjectId on) =>
        _parts.Where(p => p.Part.Place == place && p.Part.On == on).OrderBy(p => p.Part.Order);

    private string Chain(ObjectId id) => string.Concat(_following[(CodePlace.Chain, id)].OrderBy(p => p.Order).Select(p => p.Text));

    private string Attributes(ObjectId id) => string.Concat(_following[(CodePlace.Attribute, id)].Select(p => p.Text + "\n"));

    private static string Constructor(string name, IReadOnlyList<string> statements)
    {
        if (statements.Count == 0)
            return "";
        if (statements is [var only] && !only.Contains('\n', StringComparison.Ordinal))
            return $"    public {name}() => {only};\n";
        return $"    public {name}()\n    {{\n{string.Concat(statements.Select(s => $"        {Indented(s, 8)};\n"))}    }}\n";
    }

    /// <summary>A raw string takes the indentation of its last line from all its lines; an empty line needs none.</summary>
    private static string Indented(string text, int by) =>
        string.Join('\n', text.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : new string(' ', by) + line));
}
