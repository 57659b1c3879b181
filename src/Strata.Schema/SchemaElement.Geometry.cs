using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <content>Networks and geometry.</content>
public abstract partial class SchemaElement
{
    /// <summary><c>inet</c>: the address of a host, with or without its network. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-net-types.html"/>
    protected static Column Inet([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("inet", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>cidr</c>: the address of a network. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-net-types.html"/>
    protected static Column Cidr([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("cidr", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>macaddr</c>: a MAC address of 6 bytes. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-net-types.html"/>
    protected static Column Macaddr([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("macaddr", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>macaddr8</c>: a MAC address of 8 bytes. TEXT on SQLite.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-net-types.html"/>
    protected static Column Macaddr8([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("macaddr8", "TEXT", TypeFamily.Text, file, line);

    /// <summary><c>point</c>: a point on a plane. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Point([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("point", null, TypeFamily.Other, file, line);

    /// <summary><c>line</c>: an infinite line. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Line([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("line", null, TypeFamily.Other, file, line);

    /// <summary><c>lseg</c>: a line segment. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Lseg([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("lseg", null, TypeFamily.Other, file, line);

    /// <summary><c>box</c>: a rectangle. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Box([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("box", null, TypeFamily.Other, file, line);

    /// <summary><c>path</c>: an open or a closed path. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Path([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("path", null, TypeFamily.Other, file, line);

    /// <summary><c>polygon</c>. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Polygon([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("polygon", null, TypeFamily.Other, file, line);

    /// <summary><c>circle</c>. PostgreSQL only.</summary>
    /// <seealso href="https://www.postgresql.org/docs/current/datatype-geometric.html"/>
    protected static Column Circle([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Of("circle", null, TypeFamily.Other, file, line);
}
