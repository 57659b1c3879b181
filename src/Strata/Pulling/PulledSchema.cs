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
internal sealed record PulledSchema(ImmutableSortedDictionary<string, string> Files, int InSql)
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
        var sql = SqlFiles(dialect, dialect.Plan(covered, catalog)).ToList();
        var code = new SchemaText(dialect, catalog, context, emitted).Files(sql.Count > 0 ? $"{SqlFolder}/*.sql" : null);
        return new(
            code.Concat(sql).ToImmutableSortedDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal),
            catalog.Objects.Keys.Count(id => !emitted.TryGetValue(id, out var c) || !c.Covered.Equals(catalog.Find(id)))
        );
    }

    /// <summary>One file for each kind; loading needs no order, reading does.</summary>
    private static IEnumerable<(string Path, string Text)> SqlFiles(IDialect dialect, Plan plan) =>
        plan
            .Steps
            // Statements that a plan adds for itself are no part of the schema.
            .Where(s => s.Cause is not null)
            .GroupBy(s => dialect.Kinds.For(Subject(s.Cause!)))
            .Select(kind => ($"{SqlFolder}/{FileName(kind.Key)}.sql", Text(kind)));

    private static string Text(IEnumerable<Step> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(step.Sql.TrimEnd()).Append(";\n");
        }
        return text.ToString();
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
