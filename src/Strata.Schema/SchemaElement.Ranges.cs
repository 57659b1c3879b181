using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>Ranges and multiranges. PostgreSQL only.</content>
public abstract partial class SchemaElement
{
    /// <summary><c>int4range</c>: a range of integer. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column Int4Range([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int4range", null, TypeFamily.Other, file, line);

    /// <summary><c>int4multirange</c>: ranges of integer. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column Int4Multirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int4multirange", null, TypeFamily.Other, file, line);

    /// <summary><c>int8range</c>: a range of bigint. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column Int8Range([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int8range", null, TypeFamily.Other, file, line);

    /// <summary><c>int8multirange</c>: ranges of bigint. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column Int8Multirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("int8multirange", null, TypeFamily.Other, file, line);

    /// <summary><c>numrange</c>: a range of numeric. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column NumRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("numrange", null, TypeFamily.Other, file, line);

    /// <summary><c>nummultirange</c>: ranges of numeric. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column NumMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("nummultirange", null, TypeFamily.Other, file, line);

    /// <summary><c>tsrange</c>: a range of timestamp without time zone. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column TsRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsrange", null, TypeFamily.Other, file, line);

    /// <summary><c>tsmultirange</c>: ranges of timestamp without time zone. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column TsMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsmultirange", null, TypeFamily.Other, file, line);

    /// <summary><c>tstzrange</c>: a range of timestamp with time zone. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column TstzRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tstzrange", null, TypeFamily.Other, file, line);

    /// <summary><c>tstzmultirange</c>: ranges of timestamp with time zone. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column TstzMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tstzmultirange", null, TypeFamily.Other, file, line);

    /// <summary><c>daterange</c>: a range of date. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column DateRange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("daterange", null, TypeFamily.Other, file, line);

    /// <summary><c>datemultirange</c>: ranges of date. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/rangetypes.html"/>
    protected static Column DateMultirange([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("datemultirange", null, TypeFamily.Other, file, line);
}
