using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>Types of the system catalogs. PostgreSQL only.</content>
public abstract partial class SchemaElement
{
    /// <summary><c>oid</c>: an object identifier. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column Oid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("oid", null, TypeFamily.Other, file, line);

    /// <summary><c>name</c>: an identifier of up to 63 bytes. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-character.html"/>
    protected static Column PgName([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("name", null, TypeFamily.Other, file, line);

    /// <summary><c>"char"</c>: the type of one byte. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-character.html"/>
    protected static Column InternalChar([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("\"char\"", null, TypeFamily.Other, file, line);

    /// <summary><c>pg_lsn</c>: a position in the write-ahead log. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-pg-lsn.html"/>
    protected static Column PgLsn([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("pg_lsn", null, TypeFamily.Other, file, line);

    /// <summary><c>txid_snapshot</c>: a transaction snapshot; <c>pg_snapshot</c> replaces it. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT"/>
    protected static Column TxidSnapshot([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("txid_snapshot", null, TypeFamily.Other, file, line);

    /// <summary><c>pg_snapshot</c>: a transaction snapshot. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT"/>
    protected static Column PgSnapshot([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("pg_snapshot", null, TypeFamily.Other, file, line);

    /// <summary><c>xid</c>: a transaction identifier of 4 bytes. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column Xid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("xid", null, TypeFamily.Other, file, line);

    /// <summary><c>xid8</c>: a transaction identifier of 8 bytes. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column Xid8([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("xid8", null, TypeFamily.Other, file, line);

    /// <summary><c>cid</c>: a command identifier. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column Cid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("cid", null, TypeFamily.Other, file, line);

    /// <summary><c>tid</c>: the physical address of a row. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column Tid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tid", null, TypeFamily.Other, file, line);

    /// <summary><c>regclass</c>: the name of a relation. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegClass([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regclass", null, TypeFamily.Other, file, line);

    /// <summary><c>regcollation</c>: the name of a collation. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegCollation([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regcollation", null, TypeFamily.Other, file, line);

    /// <summary><c>regconfig</c>: the name of a text search configuration. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegConfig([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regconfig", null, TypeFamily.Other, file, line);

    /// <summary><c>regdictionary</c>: the name of a text search dictionary. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegDictionary([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regdictionary", null, TypeFamily.Other, file, line);

    /// <summary><c>regnamespace</c>: the name of a schema. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegNamespace([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regnamespace", null, TypeFamily.Other, file, line);

    /// <summary><c>regoper</c>: the name of an operator. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegOper([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regoper", null, TypeFamily.Other, file, line);

    /// <summary><c>regoperator</c>: the name of an operator with its argument types. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegOperator([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regoperator", null, TypeFamily.Other, file, line);

    /// <summary><c>regproc</c>: the name of a function. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegProc([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regproc", null, TypeFamily.Other, file, line);

    /// <summary><c>regprocedure</c>: the name of a function with its argument types. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegProcedure([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regprocedure", null, TypeFamily.Other, file, line);

    /// <summary><c>regrole</c>: the name of a role. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegRole([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regrole", null, TypeFamily.Other, file, line);

    /// <summary><c>regtype</c>: the name of a type. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-oid.html"/>
    protected static Column RegType([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("regtype", null, TypeFamily.Other, file, line);
}
