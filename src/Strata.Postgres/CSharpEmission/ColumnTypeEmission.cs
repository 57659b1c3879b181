using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Strata.Core.CSharpEmission;

namespace Strata.Postgres.CSharpEmission;

/// <summary>
/// A type as the schema's C# names it. format_type prints it: https://www.postgresql.org/docs/current/functions-info.html
/// </summary>
internal static partial class ColumnTypeEmission
{
    private static readonly FrozenDictionary<string, string> s_simple = new Dictionary<string, string>
    {
        ["smallint"] = "Smallint()",
        ["integer"] = "Integer()",
        ["bigint"] = "Bigint()",
        ["numeric"] = "Numeric()",
        ["real"] = "Real()",
        ["double precision"] = "Double()",
        ["money"] = "Money()",
        ["boolean"] = "Boolean()",
        ["text"] = "Text()",
        ["character varying"] = "Varchar()",
        ["uuid"] = "Uuid()",
        ["bytea"] = "Bytea()",
        ["json"] = "Json()",
        ["jsonb"] = "Jsonb()",
        ["xml"] = "Xml()",
        ["bit varying"] = "Varbit()",
        ["date"] = "Date()",
        ["timestamp without time zone"] = "Timestamp()",
        ["timestamp with time zone"] = "Timestamptz()",
        ["time without time zone"] = "Time()",
        ["time with time zone"] = "Timetz()",
        ["interval"] = "Interval()",
        ["inet"] = "Inet()",
        ["cidr"] = "Cidr()",
        ["macaddr"] = "Macaddr()",
        ["macaddr8"] = "Macaddr8()",
        ["jsonpath"] = "JsonPath()",
        ["point"] = "Point()",
        ["line"] = "Line()",
        ["lseg"] = "Lseg()",
        ["box"] = "Box()",
        ["path"] = "Path()",
        ["polygon"] = "Polygon()",
        ["circle"] = "Circle()",
        ["int4range"] = "Int4Range()",
        ["int4multirange"] = "Int4Multirange()",
        ["int8range"] = "Int8Range()",
        ["int8multirange"] = "Int8Multirange()",
        ["numrange"] = "NumRange()",
        ["nummultirange"] = "NumMultirange()",
        ["tsrange"] = "TsRange()",
        ["tsmultirange"] = "TsMultirange()",
        ["tstzrange"] = "TstzRange()",
        ["tstzmultirange"] = "TstzMultirange()",
        ["daterange"] = "DateRange()",
        ["datemultirange"] = "DateMultirange()",
        ["tsvector"] = "TsVector()",
        ["tsquery"] = "TsQuery()",
        ["oid"] = "Oid()",
        ["name"] = "PgName()",
        ["pg_lsn"] = "PgLsn()",
        ["txid_snapshot"] = "TxidSnapshot()",
        ["pg_snapshot"] = "PgSnapshot()",
        ["xid"] = "Xid()",
        ["xid8"] = "Xid8()",
        ["cid"] = "Cid()",
        ["tid"] = "Tid()",
        ["\"char\""] = "InternalChar()",
        ["regclass"] = "RegClass()",
        ["regcollation"] = "RegCollation()",
        ["regconfig"] = "RegConfig()",
        ["regdictionary"] = "RegDictionary()",
        ["regnamespace"] = "RegNamespace()",
        ["regoper"] = "RegOper()",
        ["regoperator"] = "RegOperator()",
        ["regproc"] = "RegProc()",
        ["regprocedure"] = "RegProcedure()",
        ["regrole"] = "RegRole()",
        ["regtype"] = "RegType()",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_measured = new Dictionary<string, string>
    {
        ["numeric"] = "Numeric",
        ["character varying"] = "Varchar",
        ["character"] = "Char",
        ["bit"] = "Bit",
        ["bit varying"] = "Varbit",
        ["timestamp without time zone"] = "Timestamp",
        ["timestamp with time zone"] = "Timestamptz",
        ["time without time zone"] = "Time",
        ["time with time zone"] = "Timetz",
    }.ToFrozenDictionary();

    /// <summary><c>Varchar(20)</c>, <c>Enum&lt;Mood&gt;().Array()</c>.</summary>
    public static string Of(string type, CodeContext context)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return Of(type[..^2], context) + ".Array()";
        if (s_simple.TryGetValue(type, out var simple))
            return simple;
        if (Measured().Match(type) is { Success: true } m && s_measured.TryGetValue(m.Groups[1].Value + m.Groups[3].Value, out var method))
            return $"{method}({m.Groups[2].Value.Replace(",", ", ", StringComparison.Ordinal)})";
        return Declared(type, context)?.TypeCall(context) ?? $"Type({CSharp.Literal(type)})";
    }

    /// <summary>The type of that name where the schema declares it in C#; null for any other type.</summary>
    public static IDeclaredType? Declared(string type, CodeContext context) =>
        context.Catalog.Find(new("type", [.. EmissionText.Tokens(type).TakePath()])) is IDeclaredType declared
        && context.Of(declared.Id) is not null
            ? declared
            : null;

    [GeneratedRegex(@"^([a-z ]+)\((-?\d+(?:,-?\d+)?)\)((?: [a-z ]+)?)$")]
    private static partial Regex Measured();
}
