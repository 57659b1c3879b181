using System.Data.Common;
using System.Net;
using Npgsql;
using Strata.Core;

namespace Strata.Postgres;

/// <summary>Connection strings as users have them: URLs (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS) and Npgsql's key-value form.</summary>
public static class PostgresUrl
{
    public static bool IsPostgres(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || (text.Contains('=', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal));

    /// <summary>The settings of every connection of ours: no pool, no client-side timeout on commands, keep-alives instead.</summary>
    /// <exception cref="ProblemException">The text is neither a URL nor a key-value string (ST2011, exit 2). The text itself is not repeated: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var builder = text.Contains("://", StringComparison.Ordinal) ? FromUrl(text) : new NpgsqlConnectionStringBuilder(text);
            builder.Host ??= Environment.GetEnvironmentVariable("PGHOST") ?? "localhost";
            // Npgsql's own ContainsKey answers whether it knows the word, not whether it was given.
            var given = new DbConnectionStringBuilder { ConnectionString = builder.ConnectionString };
            if (!given.ContainsKey("Port") && int.TryParse(Environment.GetEnvironmentVariable("PGPORT"), out var port)) builder.Port = port;
            builder.Database ??= Environment.GetEnvironmentVariable("PGDATABASE");
            builder.Pooling = false;
            builder.CommandTimeout = 0;
            builder.IncludeErrorDetail = false;
            builder.TcpKeepAlive = true;
            if (builder.ApplicationName is null) builder.ApplicationName = "strata";
            return builder;
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException)
        {
            throw new ProblemException(ExitCode.Usage, new("ST2011", "", "the connection string of the database cannot be read", "nothing was done", "write it as postgresql://user@host:port/database or Host=…;Database=…; percent-encode special characters of the password"));
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        if (!IsPostgres(text)) throw new FormatException();
        var uri = new Uri(text);
        var builder = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0) builder.Host = WebUtility.UrlDecode(uri.Host);
        if (uri.Port > 0) builder.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.IndexOf('=', StringComparison.Ordinal) is var i and >= 0 ? (pair[..i], Uri.UnescapeDataString(pair[(i + 1)..])) : (pair, "");
            builder[Keyword(key)] = value.Replace("verify-full", "VerifyFull", StringComparison.Ordinal).Replace("verify-ca", "VerifyCA", StringComparison.Ordinal);
        }
        return builder;
    }

    /// <summary>libpq's parameter names in Npgsql's words.</summary>
    private static string Keyword(string libpq) => libpq.ToLowerInvariant() switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "dbname" => "Database",
        "user" => "Username",
        "options" => "Options",
        "target_session_attrs" => "Target Session Attributes",
        var other => other,
    };
}
