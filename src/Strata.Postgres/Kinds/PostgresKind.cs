using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds;

/// <inheritdoc cref="ObjectKind{T}" />
public abstract class PostgresKind<T> : ObjectKind<T>, IPostgresKind
    where T : DbObject
{
    string IPostgresKind.CatalogSql => PostgresSql.Load($"Kinds/{Folder}/{Query}.sql");

    /// <summary>Retains an object as a whole: it is moved into its quarantine schema.</summary>
    private protected RetentionMethod MoveToQuarantine(T removed, RetentionContext context)
    {
        var render = new RenderContext(context.Before, context.After);
        var quarantined = new ObjectId(removed.Id.Type, [context.QuarantineName, .. removed.Id.Names.Skip(1)], removed.Id.Args);
        return new RetentionMethod
        {
            IsMove = true,
            Retain = [.. Write(new Rename(removed, quarantined), render)],
            Restore = [.. Write(new Rename(removed with { Id = quarantined }, removed.Id), render)],
            Description = $"as {PostgresSql.Q(quarantined)}",
        };
    }

    bool IPostgresKind.IsReadLast => IsReadLast;

    private protected virtual bool IsReadLast => false;

    DbObject? IPostgresKind.ReadRow(CatalogRow row) => Read(row);

    /// <summary>The folder below Kinds that holds the slice.</summary>
    internal abstract string Folder { get; }

    internal abstract string Query { get; }

    internal abstract T? Read(CatalogRow row);
}
