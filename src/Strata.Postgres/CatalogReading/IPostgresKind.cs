using Strata.Core.Model;

namespace Strata.Postgres.CatalogReading;

/// <summary>The part of a PostgreSQL slice that the catalog reader uses.</summary>
internal interface IPostgresKind
{
    /// <summary>
    /// The query that lists the objects of this kind. Its first three columns are the catalog's own address (classid, objid, objsubid) as
    /// in pg_depend, or nulls for an object that has none. <c>{managed:n}</c> stands for "schema n is managed", <c>{14|x|y}</c> for x from
    /// server version 14 on, else y.
    /// </summary>
    string CatalogSql { get; }

    /// <summary>Its rows name objects of any other kind, which are read before them.</summary>
    bool IsReadLast => false;

    /// <summary>The object in a row, or null when the row is about an object that is not managed.</summary>
    DbObject? ReadRow(CatalogRow row);
}
