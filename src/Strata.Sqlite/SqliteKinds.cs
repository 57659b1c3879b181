using Strata.Core;

namespace Strata.Sqlite;

/// <summary>Registration: a new kind adds its folder and one line here.</summary>
public static class SqliteKinds
{
    public static KindSet All { get; } = new();
}
