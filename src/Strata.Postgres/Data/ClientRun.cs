using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Strata.Postgres.Data;

/// <summary>
/// One run of pg_dump or pg_restore. Where to connect and the password go by environment, never by argument. A shell stands between us and the program and ends it
/// when we die without a word.
/// </summary>
/// <param name="settings">Where to connect.</param>
/// <param name="major">The program's version.</param>
internal sealed class ClientRun(NpgsqlConnectionStringBuilder settings, int major)
{
    // What only a shell's pipe tells: that we are gone. The program must not hold the pipe itself. Ctrl-C at a terminal is for us to pass on: else the program's failure may be told first.
    private const string Guardian =
        """
        trap '' INT TERM HUP
        exec 3<&0
        if command -v setsid >/dev/null; then setsid "$@" </dev/null 3<&- & else "$@" </dev/null 3<&- & fi
        program=$!
        ( cat <&3; kill -TERM $program ) >/dev/null 2>&1 &
        watcher=$!
        wait $program; code=$?
        kill $watcher 2>/dev/null
        exit $code
        """;

    private const int Remembered = 8;

    /// <summary>Runs it to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Without anything about the connection.</param>
    /// <param name="line">Called with each line that is no complaint.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Null when it succeeded, else what it said last.</returns>
    public async Task<string?> RunAsync(string program, IEnumerable<string> arguments, Action<string> line, CancellationToken cancellationToken)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo("/bin/sh", ["-c", Guardian, "sh", program, .. arguments]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        Prepare(start.Environment);
        using var process = Process.Start(start)!;
        var complaints = new Queue<string>();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var reading = ReadAsync(process.StandardError, complaints, line);
        await using (cancellationToken.Register(() => End(process)).ConfigureAwait(false))
        {
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAll(output, reading).ConfigureAwait(false);
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode == 0) return null;
        return complaints.Count > 0 ? string.Join("; ", complaints) : $"{Path.GetFileName(program)} ended with {process.ExitCode}";
    }

    private static void End(Process process)
    {
        if (OperatingSystem.IsWindows()) process.Kill(entireProcessTree: true);
        else process.StandardInput.Close();
    }

    private static async Task ReadAsync(StreamReader reader, Queue<string> complaints, Action<string> line)
    {
        while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } text)
        {
            // A server's detail may hold what a row holds: it is left out.
            if (text.Contains("error:", StringComparison.Ordinal) || text.Contains("ERROR:", StringComparison.Ordinal))
            {
                complaints.Enqueue(text.Trim());
                if (complaints.Count > Remembered) complaints.Dequeue();
            }
            else line(text);
        }
    }

    /// <summary>libpq's variables, and none that happens to be set: https://www.postgresql.org/docs/current/libpq-envars.html</summary>
    private void Prepare(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal) && k is not ("PGPASSFILE" or "PGSYSCONFDIR" or "PGLOCALEDIR")).ToList()) environment.Remove(name);
        environment["LC_ALL"] = "C";
        Set("PGHOST", settings.Host);
        Set("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGUSER", settings.Username);
        Set("PGPASSWORD", settings.Password);
        Set("PGPASSFILE", settings.Passfile);
        Set("PGDATABASE", settings.Database);
        Set("PGOPTIONS", settings.Options);
        Set("PGAPPNAME", "strata");
        Set("PGSSLMODE", settings.SslMode switch { SslMode.VerifyFull => "verify-full", SslMode.VerifyCA => "verify-ca", var other => other.ToString().ToLowerInvariant() });
        // Npgsql trusts what the system trusts; libpq can since version 16, and for verify-full only.
        Set("PGSSLROOTCERT", settings.RootCertificate ?? (settings.SslMode == SslMode.VerifyFull && major >= 16 ? "system" : null));
        Set("PGSSLCERT", settings.SslCertificate);
        Set("PGSSLKEY", settings.SslKey);

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) environment[name] = value;
        }
    }
}
