using System.Globalization;
using Npgsql;
using Strata.Core.Hosting;
using Strata.Core.Processes;

namespace Strata.Postgres.Data;

/// <summary>
/// One run of pg_dump or pg_restore. Where to connect and the password go by environment, never by argument. The program ends with us.
/// </summary>
/// <param name="settings">The server and database to connect to.</param>
/// <param name="major">The program's version.</param>
/// <param name="variables">Those of the host.</param>
internal sealed class ClientRun(NpgsqlConnectionStringBuilder settings, int major, EnvironmentVariables variables)
{
    private const int Remembered = 8;

    /// <summary>Runs it to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Without anything about the connection.</param>
    /// <param name="line">Called with each line that is no complaint.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Null when it succeeded, else its last complaints.</returns>
    public async Task<string?> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Action<string> line,
        CancellationToken cancellationToken
    )
    {
        var complaints = new Queue<string>();
        var running =
            GuardedProcess.Start(
                [program, .. arguments],
                new ChildOptions
                {
                    Directory = Path.GetDirectoryName(program),
                    Variables = variables,
                    Environment = Connection(),
                },
                _ => { },
                l => Heard(l, complaints, line)
            ) ?? throw new FileNotFoundException(program);
        await using (running.ConfigureAwait(false))
        {
            await running.ExitAsync(cancellationToken).ConfigureAwait(false);
            if (running.ExitCode == 0)
                return null;
            return complaints.Count > 0 ? string.Join("; ", complaints) : $"{Path.GetFileName(program)} ended with {running.ExitCode}";
        }
    }

    private static void Heard(string text, Queue<string> complaints, Action<string> line)
    {
        // A server's detail may hold what a row holds: it is left out.
        if (text.Contains("error:", StringComparison.Ordinal) || text.Contains("ERROR:", StringComparison.Ordinal))
        {
            complaints.Enqueue(text.Trim());
            if (complaints.Count > Remembered)
                complaints.Dequeue();
        }
        else
            line(text);
    }

    /// <summary>libpq's variables, and none that happens to be set: https://www.postgresql.org/docs/current/libpq-envars.html</summary>
    private Dictionary<string, string?> Connection()
    {
        var environment = variables
            .All.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal) && k is not ("PGPASSFILE" or "PGSYSCONFDIR" or "PGLOCALEDIR"))
            .ToDictionary(k => k, _ => (string?)null);
        environment["LC_ALL"] = "C";
        Set("PGHOST", settings.Host);
        Set("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGUSER", settings.Username);
        Set("PGPASSWORD", settings.Password);
        Set("PGPASSFILE", settings.Passfile);
        Set("PGDATABASE", settings.Database);
        Set("PGOPTIONS", settings.Options);
        Set("PGAPPNAME", "strata");
        Set(
            "PGSSLMODE",
            settings.SslMode switch
            {
                SslMode.VerifyFull => "verify-full",
                SslMode.VerifyCA => "verify-ca",
                var other => other.ToString().ToLowerInvariant(),
            }
        );
        // Npgsql trusts what the system trusts; libpq can since version 16, and for verify-full only.
        Set("PGSSLROOTCERT", settings.RootCertificate ?? (settings.SslMode == SslMode.VerifyFull && major >= 16 ? "system" : null));
        Set("PGSSLCERT", settings.SslCertificate);
        Set("PGSSLKEY", settings.SslKey);
        return environment;

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                environment[name] = value;
        }
    }
}
