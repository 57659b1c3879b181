using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;

namespace Strata.Postgres.Kinds;

/// <summary>What the catalog reader asks of a PostgreSQL slice.</summary>
internal interface IPostgresKind
{
    /// <summary>
    /// The query that lists the objects of this kind. Its first three columns are the catalog's own address (classid, objid, objsubid) as
    /// in
    /// pg_depend, or nulls for what has none. <c>{managed:n}</c> stands for "schema n is managed", <c>{14|x|y}</c> for x from server
    /// version 14 on, else y.
    /// </summary>
    string CatalogSql { get; }

    /// <summary>Its rows name objects of any other kind, which are read before them.</summary>
    bool IsReadLast => false;

    /// <summary>The object in a row, or null when the row is about something that is not managed.</summary>
    DbObject? ReadRow(CatalogRow row);
}

/// <inheritdoc cref="ObjectKind{T}" />
public abstract class PostgresKind<T> : ObjectKind<T>, IPostgresKind
    where T : DbObject
{
    string IPostgresKind.CatalogSql => Sql.Load($"Kinds/{Folder}/{Query}.sql");

    /// <summary>Keeps an object as a whole: it is moved into the schema that is its place.</summary>
    private protected Keeping Away(T gone, KeepContext context)
    {
        var render = new RenderContext(context.Before, context.After);
        var away = new ObjectId(gone.Id.Type, [context.Place, .. gone.Id.Names.Skip(1)], gone.Id.Args);
        return new Keeping
        {
            Moves = true,
            Aside = [.. Rename(gone, away, render)],
            Back = [.. Rename((T)((DbObject)gone with { Id = away }), gone.Id, render)],
            How = $"as {Sql.Q(away)}",
        };
    }

    bool IPostgresKind.IsReadLast => IsReadLast;

    private protected virtual bool IsReadLast => false;

    DbObject? IPostgresKind.ReadRow(CatalogRow row) => Read(row);

    public sealed override JsonTypeInfo Json => SnapshotTypes.For(typeof(T));

    public sealed override JsonTypeInfo Compared => SnapshotTypes.Compared(typeof(T));

    /// <summary>The folder below Kinds that holds the slice.</summary>
    internal abstract string Folder { get; }

    internal abstract string Query { get; }

    internal abstract T? Read(CatalogRow row);
}
