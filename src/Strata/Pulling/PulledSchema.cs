using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Schema;

namespace Strata.Pulling;

/// <summary>A catalog as the files of a schema folder.</summary>
/// <param name="Files">By their paths relative to the folder, with slashes.</param>
/// <param name="InSql">The number of objects that SQL creates or alters, because C# does not declare them.</param>
/// <param name="Places">The objects that parts of the files are about.</param>
internal sealed record PulledSchema(ImmutableSortedDictionary<string, string> Files, int InSql, EquatableArray<SchemaPlace> Places)
{
    private const string SqlFolder = "sql";

    /// <param name="dialect">The dialect.</param>
    /// <param name="catalog">The state to declare.</param>
    /// <param name="convention">The names in C#.</param>
    /// <param name="inSql">Objects that are left to SQL.</param>
    /// <param name="plain">Expressions are written as SQL, and not as columns.</param>
    public static PulledSchema Of(IDialect dialect, Catalog catalog, SchemaConvention convention, IReadOnlySet<ObjectId> inSql, bool plain)
    {
        var context = new CodeContext(dialect.Kinds, catalog, convention, dialect.Syntax, inSql, plain);
        var emitted = catalog
            .Objects.Values.Select(o => (o.Id, Code: context.Of(o.Id)))
            .Where(x => x.Code is not null)
            .ToDictionary(x => x.Id, x => x.Code!);
        var covered = new Catalog(emitted.Values.Select(c => c.Covered), catalog.Recorded) { ServerVersion = catalog.ServerVersion };
        var written = SqlFiles(dialect, dialect.Plan(covered, catalog)).ToList();
        var sql = written.Select(f => (f.Path, f.Text)).ToList();
        var code = new SchemaText(dialect, catalog, context, emitted).Files(sql.Count > 0 ? $"{SqlFolder}/*.sql" : null);
        var places = written.SelectMany(f => f.Places).Concat(code.SelectMany(f => Classes(f.Path, f.Text, emitted.Keys, context)));
        return new(
            code.Concat(sql).ToImmutableSortedDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal),
            catalog.Objects.Keys.Count(id => !emitted.TryGetValue(id, out var c) || !c.Covered.Equals(catalog.Find(id))),
            [.. places]
        );
    }

    /// <summary>The object that a place (<c>db/src/sql/020_tables.sql:3</c>) is about; null where it is unknown.</summary>
    public ObjectId? SubjectAt(string place)
    {
        var parts = place.Split(':');
        if (parts.Length < 2 || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var line))
            return null;
        return Places
            .Where(p => parts[0].EndsWith(p.Path, StringComparison.Ordinal) && p.Line <= line)
            .OrderByDescending(p => p.Line)
            .Select(p => p.Subject)
            .FirstOrDefault();
    }

    /// <summary>The lines on which classes begin.</summary>
    private static IEnumerable<SchemaPlace> Classes(string path, string text, IEnumerable<ObjectId> emitted, CodeContext context)
    {
        var named = emitted.Where(context.IsClass).ToLookup(context.Name);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].StartsWith("public sealed class ", StringComparison.Ordinal))
                foreach (var id in named[lines[i].Split(' ')[3]])
                    yield return new(path, i + 1, id);
    }

    /// <summary>One file for each kind; loading needs no order, reading does.</summary>
    private static IEnumerable<(string Path, string Text, List<SchemaPlace> Places)> SqlFiles(IDialect dialect, Plan plan) =>
        plan
            .Steps
            // Statements that a plan adds for itself are no part of the schema.
            .Where(s => s.Cause is not null)
            .GroupBy(s => dialect.Kinds.For(Subject(s.Cause!)))
            .Select(kind => File($"{SqlFolder}/{FileName(kind.Key)}.sql", kind));

    private static (string, string, List<SchemaPlace>) File(string path, IEnumerable<Step> steps)
    {
        var text = new StringBuilder();
        List<SchemaPlace> places = [];
        var line = 1;
        foreach (var step in steps)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
                line++;
            }
            places.Add(new(path, line, step.Cause!.Subject));
            text.Append(step.Sql.TrimEnd()).Append(";\n");
            line += step.Sql.TrimEnd().Count(c => c == '\n') + 1;
        }
        return (path, text.ToString(), places);
    }

    private static string FileName(ObjectKind kind) =>
        $"{kind.Rank.ToString("000", CultureInfo.InvariantCulture)}_{NamingConvention.SnakeCase(kind.Section)}";

    private static DbObject Subject(Change change) =>
        change switch
        {
            Create c => c.After,
            Alter a => a.After,
            Drop d => d.Before,
            Rename r => r.Before,
            _ => throw new UnreachableException(change.GetType().Name),
        };
}

/// <summary>The beginning of an object's text.</summary>
/// <param name="Path">The file, relative to the folder.</param>
/// <param name="Line">Its first line.</param>
/// <param name="Subject">The object.</param>
internal sealed record SchemaPlace(string Path, int Line, ObjectId Subject);
