using System.Buffers;
using System.Collections.Frozen;
using Strata.Core.Model;

namespace Strata.Postgres.SqlWriting;

/// <summary>Names and text as SQL: the one quoting function of the dialect.</summary>
internal static class PostgresSql
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Every key word that is not "non-reserved": https://www.postgresql.org/docs/current/sql-keywords-appendix.html</summary>
    private static readonly FrozenSet<string> s_keywords = (
        "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean "
        + "both case cast char character check coalesce collate collation column concurrently "
        + "constraint create cross current_catalog current_date current_role current_schema current_time "
        + "current_timestamp current_user dec decimal default deferrable desc distinct do else end "
        + "except exists extract false fetch float for foreign freeze from full grant greatest group grouping "
        + "having ilike in initially inner inout int integer intersect interval into is isnull "
        + "join json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar "
        + "json_serialize json_table json_value lateral leading least left like limit localtime "
        + "localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric "
        + "offset on only or order out outer overlaps overlay placing position precision primary "
        + "real references returning right row select session_user setof similar smallint some substring symmetric "
        + "system_user table tablesample then time timestamp to trailing treat trim true "
        + "union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat "
        + "xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    public static string Load(string name)
    {
        using var stream = typeof(PostgresSql).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// An identifier, quoted where it has to be: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    /// </summary>
    public static string Q(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(s_plain) && !s_keywords.Contains(name)
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Q(IEnumerable<string> path) => string.Join('.', path.Select(Q));

    /// <summary>A schema-qualified name.</summary>
    public static string Q(ObjectId id) => Q(id.Names);

    /// <summary>A text constant. Backslashes are plain in it: standard_conforming_strings is on in every session of ours.</summary>
    public static string Lit(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// The words that name an object in COMMENT ON, ALTER and DROP: <c>COLUMN s.t.c</c>, <c>TRIGGER n ON s.t</c>, <c>FUNCTION
    /// s.f(integer)</c>.
    /// </summary>
    public static string Address(ObjectId id)
    {
        if (id.Type.EndsWith(" column", StringComparison.Ordinal))
            return $"COLUMN {Q(id)}";
        return id.Type switch
        {
            "table constraint" => $"CONSTRAINT {Q(id.Name)} ON {Q(id.Names.SkipLast(1))}",
            "domain constraint" => $"CONSTRAINT {Q(id.Name)} ON DOMAIN {Q(id.Names.SkipLast(1))}",
            "trigger" or "policy" or "rule" => $"{id.Type.ToUpperInvariant()} {Q(id.Name)} ON {Q(id.Names.SkipLast(1))}",
            "operator class" or "operator family" => $"{id.Type.ToUpperInvariant()} {Q(id)} USING {Q(id.Args[0])}",
            "statistics object" => $"STATISTICS {Q(id)}",
            "foreign-data wrapper" => $"FOREIGN DATA WRAPPER {Q(id)}",
            "operator" => $"OPERATOR {Q(id.Names.SkipLast(1))}.{id.Name} ({string.Join(", ", id.Args)})",
            "cast" => $"CAST ({id.Name} AS {id.Args[0]})",
            "function" or "procedure" or "aggregate" =>
                $"{id.Type.ToUpperInvariant()} {Q(id)}({(id.Type == "aggregate" && id.Args.Count == 0 ? "*" : string.Join(", ", id.Args))}"
                    + $")",
            _ => $"{id.Type.ToUpperInvariant()} {Q(id)}",
        };
    }
}
