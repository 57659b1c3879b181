using System.Data.Common;
using System.Net;
using Npgsql;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;

namespace Strata.Postgres.Connections;

/// <summary>
/// Connection strings as users have them: URLs (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS) and
/// Npgsql's key-value form.
/// </summary>
public static class PostgresUrl
{
    public static bool IsPostgres(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || (text.Contains('=', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal));

    /// <summary>
    /// The settings of every connection of ours: no pool, no client-side timeout on commands, keep-alives instead. Settings that the text
    /// does not have come from a service file and from the <c>PG…</c> variables, in libpq's order. A server that is not on this machine has
    /// to prove its identity, unless the text waives that.
    /// </summary>
    /// <exception cref="ProblemException">The text is neither a URL nor a key-value string (ST2015, exit 2). The text itself is not
    /// repeated: it may hold a password. There is no such service (ST2016).</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, EnvironmentVariables variables)
    {
        try
        {
            var given = new DbConnectionStringBuilder
            {
                ConnectionString = (text.Contains("://", StringComparison.Ordinal) ? FromUrl(text) : FromWords(text)).ConnectionString,
            };
            var service = TakeService(given, variables);
            var builder = new NpgsqlConnectionStringBuilder(given.ConnectionString);
            AddDefaults(given, builder, service, variables);
            builder.Host ??= "localhost";
            // Npgsql's own ContainsKey answers whether it knows the word, not whether it was given.
            if (!given.ContainsKey("SSL Mode"))
                builder.SslMode = IsLocal(builder) ? SslMode.Prefer : SslMode.VerifyFull;
            builder.Pooling = false;
            builder.CommandTimeout = 0;
            builder.IncludeErrorDetail = false;
            builder.TcpKeepAlive = true;
            builder.ApplicationName ??= "strata";
            return builder;
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException)
        {
            throw ProviderProblems.UnreadableUrl.Error(
                "",
                "the connection string of the database cannot be read",
                "nothing was done",
                "write it as postgresql://user@host:port/database or Host=…;Database=…; percent-encode special characters of the "
                    + "password"
            );
        }
    }

    /// <summary>The service that the text, or a variable, names; Npgsql does not know the word.</summary>
    private static string? TakeService(DbConnectionStringBuilder given, EnvironmentVariables variables)
    {
        string[] services = [.. given.Keys.Cast<string>().Where(k => k.Equals(Service, StringComparison.OrdinalIgnoreCase))];
        var service = services is [var key] ? (string)given[key] : variables["PGSERVICE"];
        foreach (var each in services)
            given.Remove(each);
        return service;
    }

    /// <summary>Settings that the text does not have: those of the service first, then those of variables.</summary>
    private static void AddDefaults(
        DbConnectionStringBuilder given,
        NpgsqlConnectionStringBuilder builder,
        string? service,
        EnvironmentVariables variables
    )
    {
        var ofService = service is { Length: > 0 }
            ? ServiceFile
                .Read(service, variables)
                .Where(s => !LibpqParameters.IsPassedOver(s.Key, s.Value))
                .Select(s => (LibpqParameters.Word(s.Key), (string?)LibpqParameters.Value(s.Key, s.Value)))
            : [];
        var ofVariables = s_variables.Select(v => (v.Word, variables[v.Variable]));
        foreach (var (word, value) in ofService.Concat(ofVariables))
            if (value is { Length: > 0 } && !given.ContainsKey(word))
                given[word] = builder[word] = LibpqParameters.Value(word, value);
    }

    /// <summary>Every server of the settings is reached without leaving this machine.</summary>
    public static bool IsLocal(NpgsqlConnectionStringBuilder settings) =>
        settings.Host is not { } hosts
        || hosts
            .Split(',')
            .All(h =>
                h.StartsWith('/')
                || h.StartsWith('@')
                || h.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(h.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
            );

    private const string Service = "service";

    // Those that Npgsql does not look at by itself: https://www.npgsql.org/doc/connection-string-parameters.html#environment-variables
    private static readonly (string Variable, string Word)[] s_variables =
    [
        ("PGHOST", "Host"),
        ("PGPORT", "Port"),
        ("PGDATABASE", "Database"),
        ("PGUSER", "Username"),
        ("PGSSLMODE", "SSL Mode"),
        ("PGCONNECT_TIMEOUT", "Timeout"),
        ("PGAPPNAME", "Application Name"),
        ("PGTARGETSESSIONATTRS", "Target Session Attributes"),
    ];

    /// <summary>Key-value strings in Npgsql's words; <c>service</c> is not one of them.</summary>
    private static DbConnectionStringBuilder FromWords(string text)
    {
        var words = new DbConnectionStringBuilder { ConnectionString = text };
        var known = new NpgsqlConnectionStringBuilder();
        foreach (string word in words.Keys)
            if (!word.Equals(Service, StringComparison.OrdinalIgnoreCase))
                known[word] = words[word];
        // In its canonical words, so that "User Id" and "Username" are one.
        var canonical = new DbConnectionStringBuilder { ConnectionString = known.ConnectionString };
        if (words.TryGetValue(Service, out var service))
            canonical[Service] = service;
        return canonical;
    }

    private static DbConnectionStringBuilder FromUrl(string text)
    {
        if (!IsPostgres(text) || !UrlSyntax.IsUnambiguous(text))
            throw new FormatException();
        var uri = new Uri(text);
        var builder = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0)
            builder.Host = WebUtility.UrlDecode(uri.Host);
        if (uri.Port > 0)
            builder.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        string? service = null;
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.IndexOf('=', StringComparison.Ordinal) is var i and >= 0
                ? (pair[..i], Uri.UnescapeDataString(pair[(i + 1)..]))
                : (pair, "");
            if (key.Equals(Service, StringComparison.OrdinalIgnoreCase))
                service = value;
            else
                LibpqParameters.Take(builder, key, value, isPassword: uri.Query.Contains('@', StringComparison.Ordinal));
        }
        var settings = new DbConnectionStringBuilder { ConnectionString = builder.ConnectionString };
        if (service is not null)
            settings[Service] = service;
        return settings;
    }
}
