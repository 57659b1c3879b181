using Microsoft.Data.Sqlite;

namespace Strata.Sqlite.Connections;

/// <summary>The file of a connection string: https://www.sqlite.org/inmemorydb.html</summary>
internal static class SqliteFile
{
    /// <summary>The database is in a file, and not in memory.</summary>
    public static bool IsIt(SqliteConnectionStringBuilder settings) =>
        settings.Mode != SqliteOpenMode.Memory && settings.DataSource.Length > 0 && settings.DataSource != ":memory:";

    /// <summary>
    /// The database would be made by its first connection. One whose directory does not exist could not be made; a URI is SQLite's to read.
    /// </summary>
    public static bool IsMissing(SqliteConnectionStringBuilder settings) =>
        IsIt(settings)
        && !settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
        && !File.Exists(settings.DataSource)
        && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(settings.DataSource)));
}
