using System.Runtime.CompilerServices;
using Strata.Schema.Types;

namespace Strata.Schema;

/// <content>Numbers, text and the other everyday types (https://www.postgresql.org/docs/current/datatype.html).</content>
public abstract partial class SchemaElement
{
    protected static Column Smallint([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("smallint", "INTEGER", TypeFamily.Integer, file, line);

    protected static Column Integer([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("integer", "INTEGER", TypeFamily.Integer, file, line);

    protected static Column Bigint([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("bigint", "INTEGER", TypeFamily.Integer, file, line);

    /// <summary>
    /// smallserial: an integer with a sequence of its own. Identity() is the newer way. An INTEGER PRIMARY KEY on SQLite.
    /// </summary>
    protected static Column Smallserial([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ColumnType("smallserial", "INTEGER", TypeFamily.Integer) { IsSerial = true }, new SourceLine(file, line));

    /// <summary>serial: an integer with a sequence of its own. Identity() is the newer way. An INTEGER PRIMARY KEY on SQLite.</summary>
    protected static Column Serial([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ColumnType("serial", "INTEGER", TypeFamily.Integer) { IsSerial = true }, new SourceLine(file, line));

    /// <summary>bigserial: an integer with a sequence of its own. Identity() is the newer way. An INTEGER PRIMARY KEY on SQLite.</summary>
    protected static Column Bigserial([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ColumnType("bigserial", "INTEGER", TypeFamily.Integer) { IsSerial = true }, new SourceLine(file, line));

    /// <summary>Exact decimals. SQLite keeps NUMERIC: as an integer or a floating-point number.</summary>
    /// <param name="precision">Digits in all.</param>
    /// <param name="scale">Digits after the point.</param>
    protected static Column Numeric(
        int? precision = null,
        int? scale = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Of(scale is null ? Modified("numeric", precision) : $"numeric({precision}, {scale})", "NUMERIC", TypeFamily.Number, file, line);

    /// <summary>4 bytes of floating point; SQLite has 8 only.</summary>
    protected static Column Real([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("real", "REAL", TypeFamily.Number, file, line);

    protected static Column Double([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("double precision", "REAL", TypeFamily.Number, file, line);

    protected static Column Money([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("money", null, TypeFamily.Other, file, line);

    /// <summary>0 and 1 on SQLite.</summary>
    protected static Column Boolean([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("boolean", "INTEGER", TypeFamily.Boolean, file, line);

    protected static Column Text([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("text", "TEXT", TypeFamily.Text, file, line);

    /// <summary>At most that many characters; SQLite keeps TEXT of any length.</summary>
    protected static Column Varchar(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("character varying", length), "TEXT", TypeFamily.Text, file, line);

    /// <summary>Padded to that many characters; SQLite keeps TEXT as it comes.</summary>
    protected static Column Char(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("character", length), "TEXT", TypeFamily.Text, file, line);

    protected static Column Uuid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("uuid", "TEXT", TypeFamily.Uuid, file, line);

    protected static Column Bytea([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("bytea", "BLOB", TypeFamily.Binary, file, line);

    protected static Column Json([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("json", "TEXT", TypeFamily.Json, file, line);

    protected static Column Jsonb([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("jsonb", "TEXT", TypeFamily.Json, file, line);

    protected static Column Xml([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("xml", "TEXT", TypeFamily.Text, file, line);

    /// <summary>Exactly that many bits.</summary>
    protected static Column Bit(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("bit", length), null, TypeFamily.Other, file, line);

    /// <summary>At most that many bits.</summary>
    protected static Column Varbit(int? length = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of(Modified("bit varying", length), null, TypeFamily.Other, file, line);
}
