using System.Reflection;
using System.Runtime.InteropServices;

namespace Strata.Sqlite.Connections;

/// <summary>SQLite's own code, which is a library beside the program.</summary>
public static class SqliteLibrary
{
    private const string Name = "e_sqlite3";

    /// <summary>The library beside the program; null where there is none.</summary>
    public static string? Find() =>
        ((string[])[$"lib{Name}.so", $"lib{Name}.dylib", $"{Name}.dll"])
            .Select(f => Path.Combine(AppContext.BaseDirectory, f))
            .FirstOrDefault(File.Exists);

    /// <summary>Takes it from another place. Must be called before SQLite is used.</summary>
    public static void Use(string path) =>
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
            (string name, Assembly _, DllImportSearchPath? _) => name == Name ? NativeLibrary.Load(path) : IntPtr.Zero
        );
}
