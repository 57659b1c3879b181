using Npgsql;
using Strata.Core.Model;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.CatalogReading;

/// <summary>Who owns what. A catalog does not carry it: it differs from server to server, and is no difference.</summary>
public static class Owners
{
    /// <summary>Everything that some roles own, by its address.</summary>
    public static async Task<IReadOnlyDictionary<ObjectId, string>> ReadAsync(
        NpgsqlConnection connection,
        string[] roles,
        CancellationToken cancellationToken
    )
    {
        var owners = new Dictionary<ObjectId, string>();
        var command = new NpgsqlCommand(PostgresSql.Load("CatalogReading/owners.sql"), connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = roles });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    owners[
                        new ObjectId(reader.GetString(0), [.. reader.GetFieldValue<string[]>(1)], [.. reader.GetFieldValue<string[]>(2)])
                    ] = reader.GetString(3);
            }
        }
        return owners;
    }
}
