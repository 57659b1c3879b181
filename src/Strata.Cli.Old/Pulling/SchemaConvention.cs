using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Schema;

namespace Strata.Cli.Pulling;

/// <summary>The names that the schema library makes, and those it needs for itself.</summary>
/// <param name="database">The database's name, which the namespace is made of.</param>
/// <param name="types">Names in the database of what becomes a type.</param>
internal sealed class SchemaConvention(string database, IEnumerable<string> types) : ICodeConvention
{
    private readonly NamingConvention _naming = new();

    /// <summary>Of a project: named after its database, or its folder where it has none yet.</summary>
    public static async Task<SchemaConvention> OfAsync(Project project, Catalog catalog, CancellationToken cancellationToken) =>
        new(
            project.Environment is null
                ? Path.GetFileName(project.Directory)
                : project.Tools.DatabaseName(await project.ConnectionAsync(cancellationToken).ConfigureAwait(false)),
            catalog.Objects.Values.Where(o => project.Dialect.Kinds.For(o).NamedInCode == CodeNaming.Type).Select(o => o.Id.Name)
        );

    public string Namespace { get; } = FreeNamespace(CSharp.Pascal(database) ?? "App", types);

    public string DatabaseClass => Namespace + "Database";

    public string Name(CodeNaming naming, string type, string identifier) =>
        NamingConvention.Shorten(
            naming switch
            {
                CodeNaming.Field => _naming.Column(identifier),
                CodeNaming.Type => type == "table" ? _naming.Table(identifier) : _naming.EnumType(identifier),
                _ => _naming.Label(identifier),
            }
        );

    public string PartName(string part, string table, IReadOnlyList<string> columns) =>
        NamingConvention.Shorten(
            part switch
            {
                "primary key" => _naming.PrimaryKey(table),
                "unique" => _naming.Unique(table, columns),
                "foreign key" => _naming.ForeignKey(table, columns, ""),
                "index" => _naming.Index(table, columns),
                "exclusion" => _naming.Exclusion(table, columns),
                "check" => _naming.Check(table, columns is [var only] ? only : null),
                _ => throw new ArgumentOutOfRangeException(nameof(part), part, "no part of a table"),
            }
        );

    public bool IsDefaultSchema(string name) => name is "public" or "main";

    public bool IsReserved(CodeNaming naming, string identifier) =>
        naming == CodeNaming.Type
            ? ReservedNames.Types.Contains(identifier) || identifier == Namespace || identifier == DatabaseClass
            : ReservedNames.Fields.Contains(identifier);

    /// <summary>A type of the namespace's own name would be found in its place.</summary>
    private static string FreeNamespace(string name, IEnumerable<string> types)
    {
        var taken = types.Select(CSharp.Pascal).ToHashSet(StringComparer.Ordinal);
        while (taken.Contains(name) || ReservedNames.Types.Contains(name) || name is "System" or "Strata" or "Microsoft")
            name += "Schema";
        return name;
    }
}
