using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Postgres.Shadow;

/// <summary>The <c>initdb</c> and <c>postgres</c> of one installation.</summary>
/// <param name="Directory">The directory that holds both.</param>
/// <param name="Version">As <c>postgres --version</c> prints it: <c>15.18</c>, <c>19beta1</c>.</param>
/// <param name="Major">The major version.</param>
/// <param name="Shared">The folder of its extensions; null when it does not say.</param>
public sealed partial record PostgresBinaries(string Directory, string Version, int Major, string? Shared)
{
    /// <summary>Environment variable that names the directory to use, before any that is found.</summary>
    public const string Variable = "STRATA_PG_BIN";

    public string Initdb => Path.Combine(Directory, "initdb");
    public string Postgres => Path.Combine(Directory, "postgres");

    /// <summary>
    /// Names what a new server of this installation is like: it changes when the programs or the extensions beside them do. Null where the
    /// latter is not known.
    /// </summary>
    public string? Identity =>
        Shared is null ? null : $"{Directory} {Version} {Changed(Postgres)} {Changed(Path.Combine(Shared, "extension"))}";

    /// <summary>
    /// The extensions that a server of this installation can create: name and version. Null where it is not known.
    /// https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-FILES
    /// </summary>
    internal HashSet<string>? Extensions()
    {
        if (Shared is null || !System.IO.Directory.Exists(Path.Combine(Shared, "extension")))
            return null;
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (var file in System.IO.Directory.EnumerateFiles(Path.Combine(Shared, "extension"), "*.control"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            foreach (Match m in DefaultVersion().Matches(File.ReadAllText(file)))
                found.Add($"{name} {m.Groups[1].Value}");
        }
        return found;
    }

    private static string Changed(string path) => File.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Finds an installation: <c>STRATA_PG_BIN</c>, then <c>pg_config --bindir</c>, <c>PATH</c>, and the directories packages install into.
    /// </summary>
    /// <param name="major">The wanted major version; null takes the first found, the newest of those installed side by side.</param>
    /// <param name="variables">Say where to look.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ProblemException">ST1201, exit 12: there is none, or none of that version.</exception>
    public static async Task<PostgresBinaries> FindAsync(int? major, EnvironmentVariables variables, CancellationToken cancellationToken)
    {
        var known = new KnownBinaries(Roots.Where(System.IO.Directory.Exists), variables);
        if (major is null && known.Find() is { } before)
            return before;
        var seen = new List<PostgresBinaries>();
        await foreach (var directory in CandidatesAsync(variables, cancellationToken).ConfigureAwait(false))
        {
            if (!File.Exists(Path.Combine(directory, "initdb")) || !File.Exists(Path.Combine(directory, "postgres")))
                continue;
            if (seen.Any(s => s.Directory == directory))
                continue;
            var found = await ReadAsync(directory, cancellationToken).ConfigureAwait(false);
            if (major is null)
                known.Remember(found);
            if (major is null || found.Major == major)
                return found;
            seen.Add(found);
        }
        var wanted = major is null
            ? "PostgreSQL's server programs (initdb and postgres) were not found on this machine"
            : $"PostgreSQL {major}'s server programs were not found on this machine";
        var have = seen.Count == 0 ? "" : $"; found: {string.Join(", ", seen.Select(s => $"{s.Version} in {s.Directory}"))}";
        throw ShadowProblems.NoServerPrograms.Error(
            "",
            wanted + have,
            "nothing was run",
            $"install them (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql; Fedora: dnf "
                + $"install postgresql-server), or {ServerPackages.Advice(major)}"
        );
    }

    internal static async IAsyncEnumerable<string> CandidatesAsync(
        EnvironmentVariables variables,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (variables[Variable] is { } chosen)
        {
            yield return chosen;
            yield break;
        }
        if (await RunAsync("pg_config", "--bindir", cancellationToken).ConfigureAwait(false) is { Length: > 0 } configured)
            yield return configured;
        foreach (var directory in (variables["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return directory;
        foreach (var directory in Installed())
            yield return directory;
    }

    private static string[] Roots =>
        ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/Applications/Postgres.app/Contents/Versions"];

    private static IEnumerable<string> Installed()
    {
        var versioned = Roots
            .Where(System.IO.Directory.Exists)
            .SelectMany(System.IO.Directory.EnumerateDirectories)
            .Where(d => Digits().IsMatch(Path.GetFileName(d)));
        return versioned
            .OrderByDescending(d => int.Parse(Digits().Match(Path.GetFileName(d)).Value))
            .Concat(["/usr/local/pgsql", "/usr/pgsql"])
            .Select(d => Path.Combine(d, "bin"));
    }

    private static async Task<PostgresBinaries> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var printed = await RunAsync(Path.Combine(directory, "postgres"), "--version", cancellationToken).ConfigureAwait(false);
        var version = VersionText().Match(printed ?? "");
        if (!version.Success)
            throw ShadowProblems.NoServerPrograms.Error(
                directory,
                "the postgres program here does not say its version",
                "nothing was run",
                $"set {PostgresBinaries.Variable} to the directory of a working installation"
            );
        var shared = await RunAsync(Path.Combine(directory, "pg_config"), "--sharedir", cancellationToken).ConfigureAwait(false);
        return new PostgresBinaries(
            directory,
            version.Groups[1].Value,
            int.Parse(version.Groups[2].Value),
            System.IO.Directory.Exists(shared) ? shared : ServerPackages.Shared(directory)
        );
    }

    internal static async Task<string?> RunAsync(string program, string argument, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            // No such program: the search goes on.
            return null;
        }
    }

    [GeneratedRegex(@"^\s*default_version\s*=\s*'([^']*)'", RegexOptions.Multiline)]
    private static partial Regex DefaultVersion();

    [GeneratedRegex(@"(\d+)")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\(PostgreSQL\) ((\d+)\S*)")]
    private static partial Regex VersionText();
}
