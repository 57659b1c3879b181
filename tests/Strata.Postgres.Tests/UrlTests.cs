using Npgsql;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Tests;

/// <summary>URLs as providers and other clients write them.</summary>
public sealed class UrlTests
{
    [Theory]
    [InlineData("sslmode=require&channel_binding=require", "Channel Binding", "Require")]
    [InlineData("gssencmode=disable", "GSS Encryption Mode", "Disable")]
    [InlineData("require_auth=scram-sha-256", "Require Auth", "ScramSHA256")]
    [InlineData("client_encoding=UTF8", "Client Encoding", "UTF8")]
    [InlineData("sslnegotiation=direct", "SSL Negotiation", "Direct")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts", "True")]
    [InlineData("connect_timeout=5000", "Timeout", "1024")]
    [InlineData("passfile=%2Fhome%2Fme%2Fpass", "Passfile", "/home/me/pass")]
    [InlineData("options=-c%20statement_timeout%3D5min", "Options", "-c statement_timeout=5min")]
    [InlineData("target_session_attrs=read-write", "Target Session Attributes", "read-write")]
    [InlineData("ssl=true", "SSL Mode", "Require")]
    [InlineData("sslrootcert=system&sslmode=verify-full", "SSL Mode", "VerifyFull")]
    [InlineData("application_name=web", "Application Name", "web")]
    public void Parameter_of_a_url_is_translated(string query, string word, string value) => Assert.Equal(value, $"{Parse(query)[word]}");

    [Theory]
    [InlineData("keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=5&tcp_user_timeout=1000")]
    [InlineData("sslcompression=0&sslsni=1&ssl_min_protocol_version=TLSv1.2")]
    [InlineData("pgbouncer=true&connection_limit=1&pool_timeout=0&supa=base-pooler.x")]
    [InlineData("client_encoding=auto&fallback_application_name=psql&replication=false")]
    public void Parameter_that_tunes_a_client_is_passed_over(string query) => Assert.Equal("db.example.com", Parse(query).Host);

    [Theory, InlineData("HIDDEN@db"), InlineData("HIDDEN=x@db"), InlineData("HIDDEN&b=HIDDEN@db"), InlineData("sslmode=HIDDEN@db")]
    public void Rest_of_a_password_is_not_named(string query)
    {
        var problem = Assert.Throws<ProblemException>(() => Parse(query)).Problem;
        Assert.DoesNotContain("HIDDEN", problem.What + problem.Next, StringComparison.Ordinal);
        Assert.Contains("percent-encode", problem.Next.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chanel_binding=require", "chanel_binding", "channel_binding")]
    [InlineData("requirepeer=postgres", "requirepeer", "take requirepeer out")]
    [InlineData("sslmode=maybe", "sslmode", "correct sslmode")]
    public void Parameter_that_is_not_taken_is_named(string query, string named, string next)
    {
        var problem = Assert.Throws<ProblemException>(() => Parse(query)).Problem;
        Assert.Equal("ST2015", problem.Code);
        Assert.Contains(named, problem.What, StringComparison.Ordinal);
        Assert.Contains(next, $"{problem.Next}", StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Parse(string query) =>
        PostgresUrl.Parse($"postgresql://me:secret@db.example.com/app?{query}", EnvironmentVariables.OfProcess());
}
