using System.Text.Json.Serialization.Metadata;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Sqlite.Kinds;

/// <inheritdoc cref="ObjectKind{T}" />
public abstract class SqliteKind<T> : ObjectKind<T>
    where T : DbObject
{
    public sealed override JsonTypeInfo Json => SnapshotTypes.For(typeof(T));

    public sealed override JsonTypeInfo Compared => SnapshotTypes.Compared(typeof(T));
}
