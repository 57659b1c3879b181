using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Postgres.Shadow;

namespace Strata.Postgres.Data;

/// <summary>The <c>pg_dump</c> and <c>pg_restore</c> of one installation.</summary>
/// <param name="Directory">The directory that holds both.</param>
/// <param name="Version">As <c>pg_dump --version</c> prints it.</param>
/// <param name="Major">The major version.</param>
internal sealed partial record ClientPrograms(string Directory, string Version, int Major)
{
    public string Dump => Path.Combine(Directory, "pg_dump");
    public string Restore => Path.Combine(Directory, "pg_restore");

    /// <summary>
    /// The oldest installation that is not older than some version: a program that is newer than the server may send settings that the
    /// server does not know.
    /// https://www.postgresql.org/docs/current/app-pgdump.html#PG-DUMP-NOTES
    /// </summary>
    /// <exception cref="ProblemException">There is none (ST5001, exit 12).</exception>
    public static async Task<ClientPrograms> FindAsync(int atLeast, EnvironmentVariables variables, CancellationToken cancellationToken)
    {
        var found = new List<ClientPrograms>();
        await foreach (var programs in AllAsync(variables, cancellationToken).ConfigureAwait(false))
        {
            if (programs.Major == atLeast)
                return programs;
            found.Add(programs);
        }
        if (found.Where(f => f.Major >= atLeast).MinBy(f => f.Major) is { } fitting)
            return fitting;
        var have = found.Count == 0 ? "" : $"; found: {string.Join(", ", found.Select(f => $"{f.Version} in {f.Directory}"))}";
        throw DataToolProblems.NoClientPrograms.Error(
            "",
            $"pg_dump and pg_restore of PostgreSQL {atLeast} or later were not found on this machine{have}",
            "nothing was done",
            $"install them (Debian, Ubuntu: apt-get install postgresql-client-{atLeast}; macOS: brew install libpq; "
                + $"Fedora: dnf install postgresql), or set {PostgresBinaries.Variable} to their directory"
        );
    }

    /// <summary>An installation of one major version; null where there is none.</summary>
    public static async Task<ClientPrograms?> FindExactAsync(int major, EnvironmentVariables variables, CancellationToken cancellationToken)
    {
        await foreach (var programs in AllAsync(variables, cancellationToken).ConfigureAwait(false))
            if (programs.Major == major)
                return programs;
        return null;
    }

    private static async IAsyncEnumerable<ClientPrograms> AllAsync(
        EnvironmentVariables variables,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var directory in PostgresBinaries.CandidatesAsync(variables, cancellationToken).ConfigureAwait(false))
            if (
                seen.Add(directory)
                && File.Exists(Path.Combine(directory, "pg_dump"))
                && File.Exists(Path.Combine(directory, "pg_restore"))
                && await ReadAsync(directory, cancellationToken).ConfigureAwait(false) is { } programs
            )
                yield return programs;
    }

    /// <summary>Null where what is there does not say its version: the search goes on.</summary>
    private static async Task<ClientPrograms?> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var printed = await PostgresBinaries
            .RunAsync(Path.Combine(directory, "pg_dump"), "--version", cancellationToken)
            .ConfigureAwait(false);
        return VersionText().Match(printed ?? "") is { Success: true } version
            ? new(directory, version.Groups[1].Value, int.Parse(version.Groups[2].Value, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) ((\d+)\S*)")]
    private static partial Regex VersionText();
}
