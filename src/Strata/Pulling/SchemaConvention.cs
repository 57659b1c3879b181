using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Project.Workspaces;
using Strata.Schema;

namespace Strata.Pulling;

/// <summary>The names that the schema library makes, and those that it needs for itself.</summary>
/// <param name="database">The database's name, from which the namespace is made.</param>
/// <param name="types">The names in the database of objects that become types.</param>
internal sealed class SchemaConvention(string database, IEnumerable<string> types) : ICodeConvention
{
    private readonly NamingConvention _naming = new();

    /// <summary>The convention of a project: named after its database, or its folder where it has none yet.</summary>
    public static async Task<SchemaConvention> OfAsync(Workspace workspace, Catalog catalog, CancellationToken cancellationToken) =>
        new(
            workspace.HasEnvironment
                ? workspace.Provider.DatabaseName(
                    await workspace.Databases.ConnectionStringAsync(workspace.Environment, cancellationToken).ConfigureAwait(false)
                )
                : Path.GetFileName(workspace.Config.Directory),
            catalog.Objects.Values.Where(o => workspace.Dialect.Kinds.For(o).InCSharp?.Naming == CodeNaming.Type).Select(o => o.Id.Name)
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

    public bool IsDefaultSchema(string name) => ObjectNames.DefaultSchemas.Contains(name);

    public bool IsReserved(CodeNaming naming, string identifier) =>
        naming == CodeNaming.Type
            ? ReservedNames.Types.Contains(identifier) || identifier == Namespace || identifier == DatabaseClass
            : ReservedNames.Fields.Contains(identifier);

    // A type of the namespace's own name would be found in its place.
    private static string FreeNamespace(string name, IEnumerable<string> types)
    {
        var taken = types.Select(CSharp.Pascal).ToHashSet(StringComparer.Ordinal);
        while (taken.Contains(name) || ReservedNames.Types.Contains(name) || name is "System" or "Strata" or "Microsoft")
            name += "Schema";
        return name;
    }
}
