using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Postgres.Connections;

/// <summary>Connection services, as libpq finds them: https://www.postgresql.org/docs/current/libpq-pgservice.html</summary>
internal static class ServiceFile
{
    /// <summary>The settings of a service: the user's file first, then the system's.</summary>
    /// <exception cref="ProblemException">There is no such service (ST2016), or the file is not right (ST2016): exit 2.</exception>
    public static IReadOnlyList<(string Key, string Value)> Read(string service, EnvironmentVariables variables)
    {
        var files = Files(variables).ToList();
        foreach (var file in files)
            if (Section(file, service) is { } found)
                return found;
        throw Wrong(
            files.Count == 0 ? "~/.pg_service.conf" : string.Join(", ", files),
            $"there is no connection service \"{service}\"",
            $"add a section [{service}] to the file, or correct the name"
        );
    }

    private static IEnumerable<string> Files(EnvironmentVariables variables)
    {
        var home = variables["HOME"] ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var own = variables["PGSERVICEFILE"] ?? Path.Combine(home, ".pg_service.conf");
        if (File.Exists(own))
            yield return own;
        if (variables["PGSYSCONFDIR"] is { } system && Path.Combine(system, "pg_service.conf") is var common && File.Exists(common))
            yield return common;
    }

    private static List<(string, string)>? Section(string file, string service)
    {
        List<(string, string)>? found = null;
        var (number, inside) = (0, false);
        foreach (var line in File.ReadLines(file).Select(l => l.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[')
            {
                if (found is not null)
                    return found;
                inside = line == $"[{service}]";
                if (inside)
                    found = [];
            }
            else if (inside)
            {
                var at = line.IndexOf('=', StringComparison.Ordinal);
                if (at <= 0)
                    throw Wrong($"{file}:{number}", "a line of the service is no key=value", "write it as host=db.example.com");
                found!.Add((line[..at].Trim(), line[(at + 1)..].Trim()));
            }
        }
        return found;
    }

    private static ProblemException Wrong(string where, string what, string fix) =>
        ConnectionProblems.ServiceFile.Error(where, what, "nothing was done", fix);
}
