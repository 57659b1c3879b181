using Strata.Core.Hosting;

namespace Strata.Testing;

/// <summary>What tests fetch from registries and make of it, once for all clones of the repository.</summary>
public static class PackageCache
{
    /// <summary>The folder. The account of a server that root starts passes through it.</summary>
    public static string Folder { get; } = Choose(EnvironmentVariables.OfProcess());

    private static string Choose(EnvironmentVariables variables) =>
        Environment.IsPrivilegedProcess ? "/var/cache/strata-tests"
        : variables["XDG_CACHE_HOME"] is { } cache ? Path.Combine(cache, "strata-tests")
        : Path.Combine(variables["HOME"] ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "strata-tests");
}
