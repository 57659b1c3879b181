using System.Collections.Frozen;
using System.Globalization;
using Npgsql;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Text;

namespace Strata.Postgres.Connections;

/// <summary>
/// The parameters of libpq (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS) and those that providers put
/// into URLs, in Npgsql's words. What would weaken a connection by being left out is refused; what only tunes another client is passed
/// over.
/// </summary>
internal static class LibpqParameters
{
    private const int LongestTimeout = 1024;

    private static readonly FrozenDictionary<string, string> s_words = new Dictionary<string, string>
    {
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["require_auth"] = "Require Auth",
        ["gssencmode"] = "GSS Encryption Mode",
        ["krbsrvname"] = "Kerberos Service Name",
        ["client_encoding"] = "Client Encoding",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
        ["load_balance_hosts"] = "Load Balance Hosts",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parameters that tune a client, and change neither what is reached nor how safely.</summary>
    private static readonly FrozenSet<string> s_passedOver = new[]
    {
        "keepalives",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "tcp_user_timeout",
        "fallback_application_name",
        "sslcompression",
        "sslsni",
        "sslkeylogfile",
        "ssl_max_protocol_version",
        "max_protocol_version",
        "min_protocol_version",
        "gsslib",
        "gssdelegation",
        // Of poolers, and of other clients.
        "pgbouncer",
        "pool_timeout",
        "pool_mode",
        "connection_limit",
        "supa",
        "statement_cache_size",
        "prepared_statements",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Npgsql's word for one of libpq's; the word itself where there is none.</summary>
    public static string Word(string libpq) => s_words.GetValueOrDefault(libpq, libpq);

    /// <summary>Takes a parameter of a URL into the settings.</summary>
    /// <exception cref="ProblemException">It is not known, its value is none that it takes, or leaving it out would weaken the connection
    /// (ST2015, exit 2).</exception>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isPassword">True where the name may be the rest of a password that is not encoded: it is not shown then.</param>
    public static void Take(NpgsqlConnectionStringBuilder settings, string name, string value, bool isPassword)
    {
        if (IsPassedOver(name, value))
            return;
        if (name.Equals("ssl", StringComparison.OrdinalIgnoreCase) && value == "true")
            (name, value) = ("sslmode", "require");
        try
        {
            settings[Word(name)] = Value(name, value);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            if (isPassword)
                throw ProviderProblems.UnreadableUrl.Error(
                    "",
                    "the connection string has a parameter that is not known, and an @ after its question mark",
                    "nothing was done",
                    "percent-encode the password: ? is %3F, @ is %40, / is %2F, # is %23, % is %25"
                );
            var known = s_words.ContainsKey(name) || new NpgsqlConnectionStringBuilder().ContainsKey(name);
            throw ProviderProblems.UnreadableUrl.Error(
                "",
                known
                    ? $"the connection string gives the parameter {name} a value that it does not take"
                    : $"the connection string has a parameter that is not known, {name}",
                "nothing was done",
                known ? $"correct {name}, or take it out"
                    : Spelling.Nearest(name, s_words.Keys) is { } meant ? $"write {meant}, or take {name} out"
                    : $"take {name} out"
            );
        }
    }

    /// <summary>True where it asks for nothing that this connection would have to heed.</summary>
    public static bool IsPassedOver(string name, string value) => s_passedOver.Contains(name) || IsUsual(name, value);

    /// <summary>A value by which nothing is asked for that is not so anyway.</summary>
    private static bool IsUsual(string name, string value) =>
        (name.ToLowerInvariant(), value) switch
        {
            ("client_encoding", "auto") => true,
            ("sslrootcert", "system") => true,
            ("sslcertmode", "allow" or "disable") => true,
            ("replication", "" or "0" or "false" or "off" or "no") => true,
            ("ssl_min_protocol_version", "" or "TLSv1" or "TLSv1.1" or "TLSv1.2") => true,
            (_, var given) => given.Length == 0 && s_words.ContainsKey(name),
        };

    /// <summary>A value in Npgsql's words.</summary>
    public static string Value(string name, string value) =>
        (name.ToLowerInvariant(), value) switch
        {
            ("load_balance_hosts", "random") => "true",
            ("load_balance_hosts", "disable") => "false",
            ("connect_timeout", _) when int.TryParse(value, CultureInfo.InvariantCulture, out var seconds) => Math.Clamp(
                    seconds,
                    0,
                    LongestTimeout
                )
                .ToString(CultureInfo.InvariantCulture),
            ("require_auth", _) => string.Join(',', value.Split(',').Select(Method)),
            (_, "verify-full") => "VerifyFull",
            (_, "verify-ca") => "VerifyCA",
            _ => value,
        };

    private static string Method(string method) =>
        method.Trim() switch
        {
            "scram-sha-256" => "ScramSHA256",
            "!scram-sha-256" => "!ScramSHA256",
            var other => other,
        };
}
