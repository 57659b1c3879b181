using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>Numbers and booleans.</content>
public abstract partial class SchemaElement
{
    /// <summary><c>smallint</c>: an integer of 2 bytes. INTEGER on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT"/>
    protected static Column Smallint([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("smallint", "INTEGER", TypeFamily.Integer, file, line);

    /// <summary><c>integer</c>: an integer of 4 bytes. INTEGER on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT"/>
    protected static Column Integer([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("integer", "INTEGER", TypeFamily.Integer, file, line);

    /// <summary><c>bigint</c>: an integer of 8 bytes. INTEGER on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT"/>
    protected static Column Bigint([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("bigint", "INTEGER", TypeFamily.Integer, file, line);

    /// <summary><c>smallserial</c>: a smallint with a sequence; identity columns replace it. INTEGER PRIMARY KEY on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL"/>
    protected static Column Smallserial([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ColumnType("smallserial", "INTEGER", TypeFamily.Integer) { IsSerial = true }, new SourceLine(file, line));

    /// <summary><c>serial</c>: an integer with a sequence; identity columns replace it. INTEGER PRIMARY KEY on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL"/>
    protected static Column Serial([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ColumnType("serial", "INTEGER", TypeFamily.Integer) { IsSerial = true }, new SourceLine(file, line));

    /// <summary><c>bigserial</c>: a bigint with a sequence; identity columns replace it. INTEGER PRIMARY KEY on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL"/>
    protected static Column Bigserial([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new ColumnType("bigserial", "INTEGER", TypeFamily.Integer) { IsSerial = true }, new SourceLine(file, line));

    /// <summary><c>numeric</c>: an exact number. NUMERIC on SQLite, stored as an integer or a floating-point number.</summary>
    /// <param name="precision">The number of digits.</param>
    /// <param name="scale">The number of digits after the point.</param>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL"/>
    protected static Column Numeric(
        int? precision = null,
        int? scale = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Of(scale is null ? Modified("numeric", precision) : $"numeric({precision}, {scale})", "NUMERIC", TypeFamily.Number, file, line);

    /// <summary><c>real</c>: a floating-point number of 4 bytes. REAL, of 8 bytes, on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT"/>
    protected static Column Real([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("real", "REAL", TypeFamily.Number, file, line);

    /// <summary><c>double precision</c>: a floating-point number of 8 bytes. REAL on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT"/>
    protected static Column Double([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("double precision", "REAL", TypeFamily.Number, file, line);

    /// <summary><c>money</c>: an amount in the currency of lc_monetary. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-money.html"/>
    protected static Column Money([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("money", null, TypeFamily.Other, file, line);

    /// <summary><c>boolean</c>. INTEGER, 0 or 1, on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-boolean.html"/>
    protected static Column Boolean([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("boolean", "INTEGER", TypeFamily.Boolean, file, line);
}
