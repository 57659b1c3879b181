using System.Runtime.CompilerServices;
using Strata.Schema.Types;

namespace Strata.Schema;

/// <content>Networks, geometry, ranges, search and the server's own types: PostgreSQL only, but for the first few, which SQLite keeps as
/// text.</content>
public abstract partial class SchemaElement
{
    protected static Column Inet([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("inet", "TEXT", TypeFamily.Text, file, line);

    protected static Column Cidr([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("cidr", "TEXT", TypeFamily.Text, file, line);

    protected static Column Macaddr([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("macaddr", "TEXT", TypeFamily.Text, file, line);

    protected static Column Macaddr8([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("macaddr8", "TEXT", TypeFamily.Text, file, line);

    protected static Column JsonPath([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("jsonpath", "TEXT", TypeFamily.Text, file, line);

    protected static Column Point([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("point", null, TypeFamily.Other, file, line);

    protected static Column Line([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("line", null, TypeFamily.Other, file, line);

    protected static Column Lseg([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("lseg", null, TypeFamily.Other, file, line);

    protected static Column Box([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("box", null, TypeFamily.Other, file, line);

    protected static Column Path([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("path", null, TypeFamily.Other, file, line);

    protected static Column Polygon([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("polygon", null, TypeFamily.Other, file, line);

    protected static Column Circle([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("circle", null, TypeFamily.Other, file, line);

    protected static Column Int4Range([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int4range", null, TypeFamily.Other, file, line);

    protected static Column Int4Multirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int4multirange", null, TypeFamily.Other, file, line);

    protected static Column Int8Range([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int8range", null, TypeFamily.Other, file, line);

    protected static Column Int8Multirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int8multirange", null, TypeFamily.Other, file, line);

    protected static Column NumRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("numrange", null, TypeFamily.Other, file, line);

    protected static Column NumMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("nummultirange", null, TypeFamily.Other, file, line);

    protected static Column TsRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsrange", null, TypeFamily.Other, file, line);

    protected static Column TsMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsmultirange", null, TypeFamily.Other, file, line);

    protected static Column TstzRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tstzrange", null, TypeFamily.Other, file, line);

    protected static Column TstzMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tstzmultirange", null, TypeFamily.Other, file, line);

    protected static Column DateRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("daterange", null, TypeFamily.Other, file, line);

    protected static Column DateMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("datemultirange", null, TypeFamily.Other, file, line);

    protected static Column TsVector([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsvector", null, TypeFamily.Other, file, line);

    protected static Column TsQuery([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsquery", null, TypeFamily.Other, file, line);

    protected static Column Oid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("oid", null, TypeFamily.Other, file, line);

    protected static Column PgName([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("name", null, TypeFamily.Other, file, line);

    protected static Column PgLsn([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("pg_lsn", null, TypeFamily.Other, file, line);

    protected static Column TxidSnapshot([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("txid_snapshot", null, TypeFamily.Other, file, line);

    protected static Column PgSnapshot([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("pg_snapshot", null, TypeFamily.Other, file, line);

    protected static Column Xid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("xid", null, TypeFamily.Other, file, line);

    protected static Column Xid8([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("xid8", null, TypeFamily.Other, file, line);

    protected static Column Cid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("cid", null, TypeFamily.Other, file, line);

    protected static Column Tid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tid", null, TypeFamily.Other, file, line);

    /// <summary>The one-byte type of the system catalogs, <c>"char"</c> in quotes.</summary>
    protected static Column InternalChar([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("\"char\"", null, TypeFamily.Other, file, line);

    protected static Column RegClass([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regclass", null, TypeFamily.Other, file, line);

    protected static Column RegCollation([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regcollation", null, TypeFamily.Other, file, line);

    protected static Column RegConfig([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regconfig", null, TypeFamily.Other, file, line);

    protected static Column RegDictionary([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regdictionary", null, TypeFamily.Other, file, line);

    protected static Column RegNamespace([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regnamespace", null, TypeFamily.Other, file, line);

    protected static Column RegOper([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regoper", null, TypeFamily.Other, file, line);

    protected static Column RegOperator([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regoperator", null, TypeFamily.Other, file, line);

    protected static Column RegProc([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regproc", null, TypeFamily.Other, file, line);

    protected static Column RegProcedure([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regprocedure", null, TypeFamily.Other, file, line);

    protected static Column RegRole([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regrole", null, TypeFamily.Other, file, line);

    protected static Column RegType([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regtype", null, TypeFamily.Other, file, line);
}
