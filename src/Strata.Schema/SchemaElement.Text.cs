using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>Text, documents and bytes.</content>
public abstract partial class SchemaElement
{
    /// <summary><c>text</c>. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-character.html"/>
    protected static Column Text([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("text", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>character varying</c>: text with a greatest length. TEXT on SQLite, without a limit.</summary>
    /// <param name="length">The greatest number of characters.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-character.html"/>
    protected static Column Varchar(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("character varying", length), "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>character</c>: text padded with blanks. TEXT on SQLite, without padding.</summary>
    /// <param name="length">The number of characters; 1 without it.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-character.html"/>
    protected static Column Char(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("character", length), "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>uuid</c>. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-uuid.html"/>
    protected static Column Uuid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("uuid", "TEXT", TypeFamily.Uuid, file, line);

    /// <summary><c>bytea</c>: bytes. BLOB on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-binary.html"/>
    protected static Column Bytea([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("bytea", "BLOB", TypeFamily.Binary, file, line);

    /// <summary><c>json</c>: JSON as text. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-json.html"/>
    protected static Column Json([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("json", "TEXT", TypeFamily.Json, file, line);

    /// <summary><c>jsonb</c>: JSON in a binary form. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-json.html"/>
    protected static Column Jsonb([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("jsonb", "TEXT", TypeFamily.Json, file, line);

    /// <summary><c>jsonpath</c>: a path expression of SQL/JSON. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-json.html#DATATYPE-JSONPATH"/>
    protected static Column JsonPath([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("jsonpath", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>xml</c>. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-xml.html"/>
    protected static Column Xml([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("xml", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>bit</c>: bits of a fixed number. PostgreSQL only.</summary>
    /// <param name="length">The number of bits; 1 without it.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-bit.html"/>
    protected static Column Bit(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("bit", length), null, TypeFamily.Other, file, line);

    /// <summary><c>bit varying</c>: bits with a greatest number. PostgreSQL only.</summary>
    /// <param name="length">The greatest number of bits.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-bit.html"/>
    protected static Column Varbit(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("bit varying", length), null, TypeFamily.Other, file, line);

    /// <summary><c>tsvector</c>: a document for text search. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-textsearch.html"/>
    protected static Column TsVector([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsvector", null, TypeFamily.Other, file, line);

    /// <summary><c>tsquery</c>: a query for text search. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-textsearch.html"/>
    protected static Column TsQuery([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("tsquery", null, TypeFamily.Other, file, line);
}
