using Strata.Core.Model;

namespace Strata.Sqlite.SqlWriting;

/// <summary>
/// The enforcement of foreign keys. Off, dropping a table deletes no rows that refer to it, and rows come back in any order; the executor
/// counts what refers to nothing at the end of the transaction. https://www.sqlite.org/pragma.html#pragma_foreign_keys
/// </summary>
internal static class ForeignKeySwitch
{
    public static Step Off { get; } = new("PRAGMA foreign_keys = OFF");

    public static Step On { get; } = new("PRAGMA foreign_keys = ON");
}
