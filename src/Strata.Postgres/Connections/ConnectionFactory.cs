using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Strata.Postgres.Connections;

/// <summary>Makes connections the way a migration needs them: raw, unpooled, without a timeout of the client's own.</summary>
public static class ConnectionFactory
{
    /// <summary>A connection that is not open yet.</summary>
    /// <remarks>The client would else cut statements at semicolons itself, keep a session's state in a pool, and give up after 30
    /// seconds.</remarks>
    public static NpgsqlConnection Create(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            IncludeFailedBatchedCommand = true,
            Enlist = false,
            MaxAutoPrepare = 0,
        };
        // A Unix socket refuses the option, and needs none.
        if (settings.Host is { } host && !host.Split(',').Any(h => h.StartsWith('/') || h.StartsWith('@')))
            (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, 10, 5);
        if (settings.ApplicationName is null or "")
            settings.ApplicationName = "strata";
        // Kerberos is not built in; offering it would cost an exception with every connection.
        if (settings.GssEncryptionMode == GssEncryptionMode.Prefer)
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        // Only built-in types are ever read, and those have fixed numbers: the query for all the others would be paid on every start.
        return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString)
            .ConfigureTypeLoading(t => t.EnableTypeLoading(false))
            .EnableTransportSecurity()
            .EnableArrays()
            .Build()
            .CreateConnection();
    }

    // Npgsql reads the switch once, when its first command is made: whoever loads this assembly must come before that.
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "The switch must be set before Npgsql's own initialisation, whatever type is used first."
    )]
    internal static void SendAsWritten() => AppContext.SetSwitch("Npgsql.EnableSqlRewriting", false);
}
