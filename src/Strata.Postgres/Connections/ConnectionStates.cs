using System.Data;
using Npgsql;

namespace Strata.Postgres.Connections;

/// <summary>
/// The state of a connection that another thread may be closing: a cancellation closes one in the background, and Npgsql throws where it
/// is asked in between.
/// </summary>
internal static class ConnectionStates
{
    /// <summary>True where it can be used.</summary>
    public static bool IsOpen(this NpgsqlConnection connection) => (Of(connection) & ConnectionState.Open) != 0;

    /// <summary>An answer of the server is outstanding.</summary>
    public static bool IsWorking(this NpgsqlConnection connection) =>
        (Of(connection) & (ConnectionState.Executing | ConnectionState.Fetching)) != 0;

    private static ConnectionState Of(NpgsqlConnection connection)
    {
        try
        {
            return connection.FullState;
        }
        catch (InvalidOperationException)
        {
            return ConnectionState.Broken;
        }
    }
}
