using System.Globalization;
using Strata.Core.Hosting;

namespace Strata.Postgres.Shadow;

/// <summary>
/// The installation that was found last time: asking four programs takes longer than starting a server. It holds until one of the places
/// where another could have come
/// from has changed.
/// </summary>
/// <param name="roots">Directories that hold installations.</param>
/// <param name="variables">Say where else to look.</param>
internal sealed class KnownBinaries(IEnumerable<string> roots, EnvironmentVariables variables)
{
    // The first line of the file: whoever changes what follows gives it another.
    private const string Format = "1";

    private string Path => System.IO.Path.Combine(ServerDirectories.Cache(variables), "binaries");

    public PostgresBinaries? Find()
    {
        try
        {
            return
                File.ReadAllLines(Path) is [Format, var stamp, var directory, var version, var major, var shared]
                && stamp == Stamp(directory)
                ? new PostgresBinaries(
                    directory,
                    version,
                    int.Parse(major, CultureInfo.InvariantCulture),
                    shared.Length == 0 ? null : shared
                )
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Never written, or not for us to read: it is looked for again.
            return null;
        }
    }

    public void Remember(PostgresBinaries found)
    {
        var temporary = $"{Path}.{Environment.ProcessId}.tmp";
        try
        {
            ServerTemplate.MakeDirectory(ServerDirectories.Cache(variables), ServerTemplate.CacheMode);
            File.WriteAllLines(
                temporary,
                [
                    Format,
                    Stamp(found.Directory),
                    found.Directory,
                    found.Version,
                    found.Major.ToString(CultureInfo.InvariantCulture),
                    found.Shared ?? "",
                ]
            );
            File.Move(temporary, Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Found again next time.
        }
    }

    private string Stamp(string directory) =>
        string.Join(
            '|',
            [
                variables[PostgresBinaries.Variable],
                variables["PATH"],
                .. roots.Append(System.IO.Path.Combine(directory, "postgres")).Select(p => $"{p} {File.GetLastWriteTimeUtc(p).Ticks}"),
            ]
        );
}
