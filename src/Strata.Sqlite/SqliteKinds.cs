using Strata.Core.Dialect;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.Kinds.Triggers;
using Strata.Sqlite.Kinds.Views;
using Strata.Sqlite.Kinds.VirtualTables;

namespace Strata.Sqlite;

/// <summary>Registration: a new kind adds its folder and one line here.</summary>
public static class SqliteKinds
{
    public static KindSet All { get; } =
        new(new TableKind(), new ColumnKind(), new VirtualTableKind(), new IndexKind(), new ViewKind(), new TriggerKind());
}
