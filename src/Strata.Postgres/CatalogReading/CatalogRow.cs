using Npgsql;
using Strata.Core.Model;

namespace Strata.Postgres.CatalogReading;

/// <summary>One row of a slice's catalog query, read from left to right.</summary>
internal sealed class CatalogRow(NpgsqlDataReader row, Func<Oid, ObjectId?> find)
{
    private int _next;

    public CatalogRow Start(int ordinal)
    {
        _next = ordinal;
        return this;
    }

    public string Text() => row.GetString(_next++);

    public string? TextOrNull()
    {
        var i = _next++;
        return row.IsDBNull(i) ? null : row.GetString(i);
    }

    public bool Flag() => row.GetBoolean(_next++);

    public int Int() => row.GetInt32(_next++);

    public int? IntOrNull()
    {
        var i = _next++;
        return row.IsDBNull(i) ? null : row.GetInt32(i);
    }

    public long Long() => row.GetInt64(_next++);

    public EquatableArray<string> Texts()
    {
        var i = _next++;
        return row.IsDBNull(i) ? [] : [.. row.GetFieldValue<string[]>(i)];
    }

    public IReadOnlyList<string?> TextsOrNulls()
    {
        var i = _next++;
        return row.IsDBNull(i) ? [] : row.GetFieldValue<string?[]>(i);
    }

    /// <summary>The managed object that a catalog address stands for; null where it is not managed.</summary>
    public ObjectId? Object() => row.IsDBNull(_next) ? Skip() : find(new Oid(Number(_next++), Number(_next++), row.GetInt32(_next++)));

    public ObjectId Id(string type, int names)
    {
        var path = new string[names];
        for (var i = 0; i < names; i++)
            path[i] = Text();
        return new ObjectId(type, [.. path]);
    }

    private ObjectId? Skip()
    {
        _next += 3;
        return null;
    }

    private uint Number(int i) => row.GetFieldValue<uint>(i);
}

/// <summary>An address as pg_depend writes it: https://www.postgresql.org/docs/current/catalog-pg-depend.html</summary>
internal readonly record struct Oid(uint Class, uint Object, int Part);
