using Strata.Core.Code;
using Strata.Schema;

namespace Strata.Cli.Pulling;

/// <summary>The names that the schema library makes, and those it needs for itself.</summary>
internal sealed class SchemaConvention(string name) : ICodeConvention
{
    private readonly NamingConvention _naming = new();

    /// <summary>The namespaces that an expression of the schema may begin with are not to be hidden.</summary>
    public string Namespace { get; } = (CSharp.Pascal(name) ?? "App") is var n && (ReservedNames.Types.Contains(n) || n is "System" or "Strata" or "Microsoft") ? n + "Schema" : CSharp.Pascal(name) ?? "App";

    public string DatabaseClass => Namespace + "Database";

    public string Name(CodeNaming naming, string type, string identifier) => NamingConvention.Shorten(naming switch
    {
        CodeNaming.Field => _naming.Column(identifier),
        CodeNaming.Type => type == "table" ? _naming.Table(identifier) : _naming.EnumType(identifier),
        _ => _naming.Label(identifier),
    });

    public string PartName(string part, string table, IReadOnlyList<string> columns) => NamingConvention.Shorten(part switch
    {
        "primary key" => _naming.PrimaryKey(table),
        "unique" => _naming.Unique(table, columns),
        "foreign key" => _naming.ForeignKey(table, columns, ""),
        "index" => _naming.Index(table, columns),
        "exclusion" => _naming.Exclusion(table, columns),
        "check" => _naming.Check(table, columns is [var only] ? only : null),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "no part of a table"),
    });

    public bool IsReserved(CodeNaming naming, string identifier) => naming == CodeNaming.Type
        ? ReservedNames.Types.Contains(identifier) || identifier == Namespace || identifier == DatabaseClass
        : ReservedNames.Fields.Contains(identifier);
}
